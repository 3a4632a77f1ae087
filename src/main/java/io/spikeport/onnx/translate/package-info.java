/**
 * Translates ONNX operators into nodes of the graph, one method per operator. Different spellings
 * of the same layer become the same nodes. What cannot be translated is refused with a reason.
 */
package io.spikeport.onnx.translate;
