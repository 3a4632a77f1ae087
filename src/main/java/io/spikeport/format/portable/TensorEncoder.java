package io.spikeport.format.portable;

import com.google.protobuf.Message;
import io.spikeport.error.ModelException;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Tensor;

/** Makes the message of a tensor. */
interface TensorEncoder {

  /**
   * @param place names the tensor in messages
   * @throws ModelException if a number is NaN or infinite
   */
  Snn.Tensor encode(String place, Tensor tensor);

  /** Bytes that a message takes in a file, its tensors with all their numbers. */
  default int size(Message message) {
    return message.getSerializedSize();
  }
}
