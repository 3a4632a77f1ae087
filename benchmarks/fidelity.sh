#!/bin/sh
# Measures what docs/fidelity.md says and writes it anew.
# usage: benchmarks/fidelity.sh FILE IMAGES [MODEL…]
set -eu
cd "$(dirname "$0")/.."
GOMP_SPINCOUNT=0
export GOMP_SPINCOUNT
exec mvn -q test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:exec \
  -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="-cp %classpath io.spikeport.benchmark.Fidelity $*"
