# shellcheck shell=sh disable=SC2034 # who reads this uses the variables
# What Java and native libraries are told: read by both launchers and by the benchmarks. Sets java_options, exports
# what the libraries look for in the environment; options_for sets command_options. A user's own settings win.

# The serial collector starts fastest and takes least memory; nearly all of Spikeport's data is outside the Java
# heap. What the virtual machine itself says goes to standard error; a class archive that does not fit is not worth a word.
java_options='-XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error,cds=off:stderr'
java_options="$java_options -Djava.awt.headless=true -Dfile.encoding=UTF-8"
case ${SPIKEPORT_JAVA_OPTS-} in
  *-XX:+Use*GC*) ;; # the user chose another; two are an error
  *) java_options="$java_options -XX:+UseSerialGC" ;;
esac

# Most commands compute for some seconds, of which Java's compilers would take up to half: a method is compiled
# later than Java would, so that only what loops is compiled well, and other compiled methods are seldom put into
# it, which makes it faster, too.
options_for() { # a command, or ''
  command_options='-XX:Tier3InvocationThreshold=500 -XX:Tier3MinInvocationThreshold=200 -XX:Tier3CompileThreshold=4000'
  command_options="$command_options -XX:Tier4InvocationThreshold=120000 -XX:Tier4CompileThreshold=120000"
  command_options="$command_options -XX:Tier4BackEdgeThreshold=1000000 -XX:InlineSmallCode=500"
  case $1 in
    '' | -* | help | completion | inspect | doctor | export) command_options=-XX:TieredStopAtLevel=1 ;;
    # Little is made for each image, and most of it at once forgotten: without a bound, that would fill memory first.
    evaluate | simulate) command_options="$command_options -Xmn16m" ;;
    # The collector should not copy the values of whole layers.
    convert) command_options="$command_options -XX:PretenureSizeThreshold=64k" ;;
  esac
}

# Idle OpenMP threads must not spin on cores that ONNX Runtime shares with ND4J.
: "${GOMP_SPINCOUNT=0}"
export GOMP_SPINCOUNT

# On AMD's processors OpenBLAS 0.3.19 takes kernels for Zen. Those for Haswell run there too and need half the time
# for small matrices; where there is AVX-512, those for Skylake are faster still.
choose_kernels() {
  vendor=
  while read -r key _ value; do
    case $key in
      vendor_id) vendor=$value ;;
      flags)
        case "$vendor $value " in
          'AuthenticAMD '*' avx512f '*) export OPENBLAS_CORETYPE=SkylakeX ;;
          'AuthenticAMD '*' avx2 '*) export OPENBLAS_CORETYPE=Haswell ;;
        esac
        return 0
        ;;
    esac
  done </proc/cpuinfo
}
[ -n "${OPENBLAS_CORETYPE-}" ] || [ ! -r /proc/cpuinfo ] || choose_kernels
