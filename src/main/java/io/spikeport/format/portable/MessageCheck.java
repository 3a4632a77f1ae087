package io.spikeport.format.portable;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Snn;
import java.util.List;
import java.util.Set;

/**
 * What can be checked of any message by its description alone: no field is missing, no field,
 * enumeration value or operator is unknown, and no number is NaN or infinite. Tensors' contents are
 * left to {@link TensorCodec}.
 */
final class MessageCheck {

  /**
   * Of tau and taus there is one; {@link OpDecoder} sees to it. A model of rate coding has no field
   * 'coding' of its own; the one of the defaults, which is the input's, must be there.
   */
  private static final Set<FieldDescriptor> OPTIONAL =
      Set.of(
          field(Snn.SpikingModel.getDescriptor(), "class_labels"),
          field(Snn.SpikingModel.getDescriptor(), "coding"),
          field(Snn.SpikingModel.getDescriptor(), "crc32"),
          field(Snn.SpikingModel.getDescriptor(), "head"),
          field(Snn.LayerStatistics.getDescriptor(), "histogram"),
          field(Snn.Provenance.getDescriptor(), "samples_sha256"),
          field(Snn.Provenance.getDescriptor(), "judgment"),
          field(Snn.Judgment.getDescriptor(), "agreement"),
          field(Snn.Judgment.getDescriptor(), "output_error"),
          field(Snn.LeakyIntegrateAndFire.getDescriptor(), "tau"),
          field(Snn.LeakyIntegrateAndFire.getDescriptor(), "taus"));

  private static FieldDescriptor field(Descriptor message, String name) {
    return message.findFieldByName(name);
  }

  private final boolean unknownFieldsAllowed;

  /**
   * @param unknownFieldsAllowed whether fields that a newer minor version may have added are
   *     ignored
   */
  MessageCheck(boolean unknownFieldsAllowed) {
    this.unknownFieldsAllowed = unknownFieldsAllowed;
  }

  /**
   * @throws ModelException naming the first place that is at fault
   */
  void check(Snn.SpikingModel message) {
    check("", message);
  }

  /** For messages: {@code node 'conv1' (Conv)}, as a node of a graph describes itself. */
  static String describe(Snn.Node node) {
    FieldDescriptor op = opField(node);
    return "node '"
        + node.getName()
        + "'"
        + (op == null ? "" : " (" + op.getMessageType().getName() + ")");
  }

  private static FieldDescriptor opField(Snn.Node node) {
    return node.getOneofFieldDescriptor(Snn.Node.getDescriptor().getRealOneofs().get(0));
  }

  private void check(String place, Message message) {
    if (message instanceof Snn.Node node) {
      checkNode(node);
    }
    UnknownFieldSet unknown = message.getUnknownFields();
    if (!unknownFieldsAllowed && !unknown.asMap().isEmpty()) {
      throw fault(
          place,
          "only fields of format version " + FormatVersion.CURRENT,
          "an unknown field of number " + unknown.asMap().keySet().iterator().next());
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      checkField(place, message, field);
    }
  }

  private void checkNode(Snn.Node node) {
    if (node.getName().isEmpty()) {
      throw fault("a node", "a name", "none");
    }
    if (opField(node) == null) {
      Set<Integer> unknown = node.getUnknownFields().asMap().keySet();
      throw new ModelException(
          Problem.mismatch(
              describe(node),
              "an operator of format version " + FormatVersion.CURRENT,
              unknown.isEmpty() ? "none" : "an unknown one of number " + unknown.iterator().next(),
              "install a newer Spikeport, or convert the model again with this one"));
    }
  }

  private void checkField(String place, Message message, FieldDescriptor field) {
    String inside = path(place, message, field);
    if (field.isRepeated()) {
      for (Object value : (List<?>) message.getField(field)) {
        checkValue(inside, value);
      }
    } else if (message.hasField(field)) {
      checkValue(inside, message.getField(field));
    } else if (field.getRealContainingOneof() == null && !OPTIONAL.contains(field)) {
      throw fault(place, "a field '" + field.getName() + "'", "none");
    }
  }

  /** Nodes and their operators are named as everywhere else; other fields are put in a row. */
  private static String path(String place, Message message, FieldDescriptor field) {
    if (field.getRealContainingOneof() != null || message instanceof Snn.Graph) {
      return message instanceof Snn.Node node ? describe(node) : "graph";
    }
    return place.isEmpty() ? field.getName() : place + ": " + field.getName();
  }

  private void checkValue(String place, Object value) {
    if (value instanceof Snn.Node node) {
      check(describe(node), node);
    } else if (value instanceof Message message) {
      check(place, message);
    } else if (value instanceof EnumValueDescriptor constant
        && (constant.getNumber() == 0 || constant.getIndex() < 0)) {
      throw fault(
          place,
          "a value that format version " + FormatVersion.CURRENT + " knows",
          constant.getNumber() == 0 ? "none" : "number " + constant.getNumber());
    } else if ((value instanceof Float number && !Float.isFinite(number))
        || (value instanceof Double real && !Double.isFinite(real))) {
      throw fault(place, "a finite number", value.toString());
    }
  }

  private static ModelException fault(String place, String expected, String found) {
    return new ModelException(
        Problem.mismatch(
            place, expected, found, "the file is malformed; write or convert the model again"));
  }
}
