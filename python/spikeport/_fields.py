"""Made from proto/spiking_model.proto by tests/test_files.py --update."""

# Message → field number → name, type, whether repeated
MESSAGES = {
    "SpikingModel": {
        1: ("format", "string", False),
        2: ("version", "Version", False),
        3: ("producer", "string", False),
        4: ("input", "Input", False),
        5: ("graph", "Graph", False),
        6: ("defaults", "SimulationDefaults", False),
        7: ("class_labels", "ClassLabels", False),
        8: ("provenance", "Provenance", False),
        9: ("coding", "Coding", False),
        10: ("head", "FloatBlock", False),
        15: ("crc32", "fixed32", False),
    },
    "Version": {
        1: ("major", "int32", False),
        2: ("minor", "int32", False),
    },
    "Input": {
        1: ("shape", "int32", True),
        2: ("layout", "Layout", False),
        3: ("preprocessing", "Preprocessing", False),
    },
    "Preprocessing": {
        1: ("scale", "float", False),
        2: ("mean", "float", True),
        3: ("std", "float", True),
        4: ("resize", "int32", True),
        5: ("crop", "int32", True),
    },
    "ClassLabels": {
        1: ("names", "string", True),
    },
    "SimulationDefaults": {
        1: ("timesteps", "int32", False),
        2: ("readout", "Readout", False),
        3: ("readout_start", "int32", False),
        4: ("coding", "InputCoding", False),
    },
    "Graph": {
        1: ("input", "string", False),
        2: ("nodes", "Node", True),
        3: ("output", "string", False),
    },
    "Node": {
        1: ("name", "string", False),
        2: ("inputs", "string", True),
        10: ("add", "Add", False),
        11: ("average_pool", "AveragePool", False),
        12: ("batch_normalization", "BatchNormalization", False),
        13: ("channel_affine", "ChannelAffine", False),
        14: ("clipped_relu", "ClippedRelu", False),
        15: ("concat", "Concat", False),
        16: ("conv", "Conv", False),
        17: ("flatten", "Flatten", False),
        18: ("gated_max_pool", "GatedMaxPool", False),
        19: ("global_average_pool", "GlobalAveragePool", False),
        20: ("global_max_pool", "GlobalMaxPool", False),
        21: ("inhibited_max_pool", "InhibitedMaxPool", False),
        22: ("integrate_and_fire", "IntegrateAndFire", False),
        23: ("leaky_integrate_and_fire", "LeakyIntegrateAndFire", False),
        24: ("linear", "Linear", False),
        25: ("log_softmax", "LogSoftmax", False),
        26: ("max_pool", "MaxPool", False),
        27: ("pad", "Pad", False),
        28: ("relu", "Relu", False),
        29: ("reshape", "Reshape", False),
        30: ("slice", "Slice", False),
        31: ("softmax", "Softmax", False),
        32: ("transpose", "Transpose", False),
        33: ("upsample", "Upsample", False),
        34: ("voltage_scaler", "VoltageScaler", False),
        35: ("leaky_integrator", "LeakyIntegrator", False),
        36: ("threshold", "Threshold", False),
        37: ("delay", "Delay", False),
        38: ("add_constant", "AddConstant", False),
        39: ("float_block", "FloatBlock", False),
        40: ("pointwise", "Pointwise", False),
        41: ("sigma_delta", "SigmaDelta", False),
        42: ("take", "Take", False),
        43: ("axis_linear", "AxisLinear", False),
    },
    "Tensor": {
        1: ("shape", "int32", True),
        2: ("data", "bytes", False),
    },
    "Window": {
        1: ("kernel", "int32", True),
        2: ("strides", "int32", True),
        3: ("dilations", "int32", True),
        4: ("pads_begin", "int32", True),
        5: ("pads_end", "int32", True),
    },
    "Add": {},
    "Activation": {
        1: ("function", "Function", False),
        2: ("parameters", "Tensor", True),
    },
    "AddConstant": {
        1: ("value", "Tensor", False),
    },
    "AveragePool": {
        1: ("window", "Window", False),
        2: ("ceil_mode", "bool", False),
        3: ("count_include_pad", "bool", False),
    },
    "AxisLinear": {
        1: ("axis", "int32", False),
        2: ("matrix", "Tensor", False),
    },
    "BatchNormalization": {
        1: ("scale", "Tensor", False),
        2: ("bias", "Tensor", False),
        3: ("mean", "Tensor", False),
        4: ("variance", "Tensor", False),
        5: ("epsilon", "float", False),
    },
    "ChannelAffine": {
        1: ("scale", "Tensor", False),
        2: ("shift", "Tensor", False),
    },
    "ClippedRelu": {
        1: ("maximum", "float", False),
    },
    "Concat": {
        1: ("axis", "int32", False),
    },
    "Conv": {
        1: ("weight", "Tensor", False),
        2: ("bias", "Tensor", False),
        3: ("window", "Window", False),
        4: ("groups", "int32", False),
    },
    "Delay": {
        1: ("timesteps", "int32", False),
    },
    "Flatten": {},
    "GatedMaxPool": {
        1: ("window", "Window", False),
        2: ("ceil_mode", "bool", False),
    },
    "FloatBlock": {
        1: ("model", "bytes", False),
        2: ("inputs", "SampleShape", True),
        3: ("output", "SampleShape", False),
        4: ("operations", "int64", False),
    },
    "SampleShape": {
        1: ("extents", "int32", True),
    },
    "GlobalAveragePool": {},
    "GlobalMaxPool": {},
    "InhibitedMaxPool": {
        1: ("window", "Window", False),
        2: ("ceil_mode", "bool", False),
    },
    "IntegrateAndFire": {
        1: ("threshold", "Tensor", False),
        2: ("initial_potential", "Tensor", False),
        3: ("reset", "Reset", False),
        4: ("comparison", "Comparison", False),
        5: ("signed", "bool", False),
        6: ("maximum_spikes", "int32", False),
    },
    "LeakyIntegrateAndFire": {
        1: ("threshold", "Tensor", False),
        2: ("initial_potential", "Tensor", False),
        3: ("reset", "Reset", False),
        4: ("comparison", "Comparison", False),
        5: ("tau", "float", False),
        6: ("decay_input", "bool", False),
        7: ("taus", "Tensor", False),
    },
    "LeakyIntegrator": {
        1: ("decay", "Tensor", False),
    },
    "Linear": {
        1: ("weight", "Tensor", False),
        2: ("bias", "Tensor", False),
    },
    "LogSoftmax": {
        1: ("axis", "int32", False),
    },
    "MaxPool": {
        1: ("window", "Window", False),
        2: ("ceil_mode", "bool", False),
    },
    "Pad": {
        1: ("begin", "int32", True),
        2: ("end", "int32", True),
        3: ("value", "float", False),
    },
    "Pointwise": {
        1: ("activation", "Activation", False),
    },
    "Relu": {},
    "Reshape": {
        1: ("shape", "int32", True),
    },
    "SigmaDelta": {
        1: ("activation", "Activation", False),
        2: ("threshold", "Tensor", False),
        3: ("levels", "int32", False),
    },
    "Slice": {
        1: ("axis", "int32", False),
        2: ("start", "int32", False),
        3: ("end", "int32", False),
    },
    "Softmax": {
        1: ("axis", "int32", False),
    },
    "Take": {
        1: ("axis", "int32", False),
        2: ("indices", "int32", True),
    },
    "Threshold": {
        1: ("threshold", "Tensor", False),
    },
    "Transpose": {
        1: ("permutation", "int32", True),
    },
    "Upsample": {
        1: ("factors", "int32", True),
    },
    "VoltageScaler": {
        1: ("factor", "Tensor", False),
    },
    "Provenance": {
        1: ("source", "string", False),
        2: ("source_sha256", "string", False),
        3: ("normalization", "string", False),
        4: ("granularity", "string", False),
        5: ("samples", "int32", False),
        6: ("layers", "LayerStatistics", True),
        7: ("approximations", "string", True),
        8: ("options", "string", True),
        9: ("samples_sha256", "string", False),
        10: ("judgment", "Judgment", False),
    },
    "Judgment": {
        1: ("images", "int32", False),
        2: ("agreement", "double", False),
        3: ("output_error", "double", False),
    },
    "LayerStatistics": {
        1: ("layer", "string", False),
        2: ("maximum", "double", False),
        3: ("mean", "double", False),
        4: ("scale", "Tensor", False),
        5: ("histogram", "ActivationHistogram", False),
    },
    "ActivationHistogram": {
        1: ("zeros", "uint64", False),
        2: ("counts", "uint64", True),
    },
}

# Enumeration → number → name
ENUMS = {
    "Layout": {0: "LAYOUT_UNSPECIFIED", 1: "LAYOUT_CHANNELS_FIRST"},
    "Readout": {0: "READOUT_UNSPECIFIED", 1: "READOUT_OUTPUT", 2: "READOUT_LOGITS"},
    "InputCoding": {0: "INPUT_CODING_UNSPECIFIED", 1: "INPUT_CODING_CONSTANT_CURRENT"},
    "Coding": {0: "CODING_UNSPECIFIED", 1: "CODING_RATE", 2: "CODING_DELTA"},
    "Function": {0: "FUNCTION_UNSPECIFIED", 1: "FUNCTION_IDENTITY", 2: "FUNCTION_RELU", 3: "FUNCTION_CLIP", 4: "FUNCTION_LEAKY_RELU", 5: "FUNCTION_ELU", 6: "FUNCTION_SELU", 7: "FUNCTION_CELU", 8: "FUNCTION_SILU", 9: "FUNCTION_HARD_SWISH", 10: "FUNCTION_SIGMOID", 11: "FUNCTION_HARD_SIGMOID", 12: "FUNCTION_TANH", 13: "FUNCTION_GELU", 14: "FUNCTION_GELU_TANH", 15: "FUNCTION_SOFTPLUS", 16: "FUNCTION_SOFTSIGN", 17: "FUNCTION_MISH", 18: "FUNCTION_QUANTIZE"},
    "Reset": {0: "RESET_UNSPECIFIED", 1: "RESET_SOFT", 2: "RESET_HARD"},
    "Comparison": {0: "COMPARISON_UNSPECIFIED", 1: "COMPARISON_GREATER_OR_EQUAL"},
}
