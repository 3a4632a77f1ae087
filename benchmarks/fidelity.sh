#!/bin/sh
# Measures what docs/fidelity.md says and writes it anew.
# usage: benchmarks/fidelity.sh FILE IMAGES [MODEL…]
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=src/main/assembly/options.sh
. src/main/assembly/options.sh
options_for evaluate
exec mvn -q test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:exec \
  -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="$command_options $java_options -cp %classpath io.spikeport.benchmark.Fidelity $*"
