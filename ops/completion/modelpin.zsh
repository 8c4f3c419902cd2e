#compdef modelpin
# Completion of modelpin in zsh: source <(modelpin completion zsh), or as _modelpin in a directory of $fpath.
_modelpin() {
  local -a values shown
  local line
  for line in "${(@f)$(modelpin completion reply -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    values+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  }")
  done
  if (( $#values )); then
    compadd -l -d shown -a values
  else
    _files
  fi
}
if [[ ${funcstack[1]} == _modelpin ]]; then
  _modelpin "$@"
else
  compdef _modelpin modelpin
fi
