/**
 * Arrays of numbers in files: IDX, NumPy's NPY and NPZ, and ONNX tensors. Files are untrusted: no
 * header makes the reader allocate more than the file can hold. Only NPZ files are written.
 */
package io.spikeport.data.array;
