# Asks the completion script $1 to complete each of the other arguments, and prints them completed.
source "$1"
shift
for COMP_LINE; do
  read -r -a COMP_WORDS <<<"$COMP_LINE"
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  compopt() { :; } # only while the shell itself completes
  _complete_spikeport
  COMP_WORDS[COMP_CWORD]="${COMPREPLY[*]}"
  printf '%s\n' "${COMP_WORDS[*]:1}"
done
