# Types each argument into an interactive zsh that has sourced the completion script $1, presses Tab and Return,
# and prints the words that the program gets.
zmodload zsh/zpty
script=$1
shift
setup=$(mktemp)
cat >$setup <<END
source <(cat ${(q)script})
spikeport() { print -r -- "<got>\$*</got>" }
print '<ready>'
END
zpty shell zsh -f -i
zpty -w shell "source $setup"
zpty -r shell shown '*<ready>*'
for line; do
  zpty -w -n shell $line$'\t\n'
  zpty -r shell shown '*<got>*</got>*'
  print -r -- ${${shown##*<got>}%%</got>*}
done
zpty -d shell
rm -f $setup
