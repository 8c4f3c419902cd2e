# shellcheck shell=bash
# Completion of modelpin in bash: source <(modelpin completion bash)
_modelpin() {
  local line=${COMP_LINE:0:COMP_POINT} candidate word keep=""
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word=${words[${#words[@]} - 1]}
  # bash takes these for the end of a word, and puts in only what follows them.
  case $word in
    *[:@=]*) keep=${word%"${word##*[:@=]}"} ;;
  esac
  COMPREPLY=()
  while IFS= read -r candidate; do
    candidate=${candidate%%$'\t'*}
    [[ -n $candidate ]] && COMPREPLY+=("${candidate#"$keep"}")
  done < <(modelpin completion reply -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _modelpin modelpin
