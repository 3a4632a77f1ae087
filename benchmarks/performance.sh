#!/bin/sh
# Measures the tables of docs/performance.md, in one run and in turn, and writes them to a file,
# below the line "## Measured" where it has one.
# Nothing else should run on the machine meanwhile. Needs python3-torch, python3-torchvision and
# python3-onnx, and 1.5 GB of disk for `large`.
# usage: benchmarks/performance.sh FILE [ROUNDS [simulation|calibration|processes|growth|large]…]
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
