# A line, then for each line of stdin a subprocess that prints one: `echo` alone would be the shell itself.
echo ready
while read -r _; do
  env echo started </dev/null
done
