# Completion of modelpin in fish: modelpin completion fish | source
function __modelpin_reply
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    test (count $current) -eq 0; and set current ""
    modelpin completion reply -- $words[2..-1] $current 2>/dev/null
end
complete -c modelpin -f -a '(__modelpin_reply)'
complete -c modelpin -l config -r -F
