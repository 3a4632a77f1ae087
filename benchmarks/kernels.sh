#!/bin/sh
# Measures with JMH the loops that are the project's own: nanoseconds per value.
# usage: benchmarks/kernels.sh [JMH OPTIONS…]
set -eu
cd "$(dirname "$0")/.."
exec mvn -q test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:exec \
  -Dexec.executable=java -Dexec.classpathScope=test \
  -Dexec.args="-cp %classpath org.openjdk.jmh.Main Benchmark $*"
