#!/bin/sh
# Measures the tables of docs/performance.md and puts them into a file, below the line "## Measured", in the place of those
# of the same heading. Nothing else should run on the machine meanwhile. On two processors and with 5 rounds,
# `simulation` takes about 17 minutes, everything about 35. Needs taskset, python3-torch, python3-torchvision and
# python3-onnx, and 1.5 GB of disk for `large`.
# usage: benchmarks/performance.sh FILE [ROUNDS [PART]…]
# PART   simulation, or one of its networks: mnist-cnn-avgpool mnist-cnn-maxpool squeezenet resnet18 mobilenet_v2;
#        calibration, processes, growth, large (default: all)
# environment:
#   SPIKINGJELLY   the folder that holds SpikingJelly's package: its own code runs, too
#   PYTHON         another Python with PyTorch than /usr/bin/python3
#   PROCESSORS     those that contestants run on, as taskset takes them (default: 0,1)
set -eu
cd "$(dirname "$0")/.."
file=$1
rounds=${2-5}
shift
[ $# -eq 0 ] || shift
./spikeport --help >/dev/null
# shellcheck source=src/main/assembly/options.sh
. src/main/assembly/options.sh
options_for evaluate
exec mvn -q test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:exec \
  -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="$command_options $java_options -cp %classpath io.spikeport.benchmark.Performance $file $rounds $*"
