/** The word with which a completion script asks an executable what can follow. */
export const completeWord = '__complete';

/** The line that stands for the names of files. */
export const filesLine = ':files';

type Script = (name: string, identifier: string) => string;

/** Each calls the executable as the user has typed it, without evaluating the words of the command line. */
const scripts = {
  bash: (name, identifier) => `# bash completion: source <(${name} completion bash)
_${identifier}_complete() {
  local value description
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    if [[ $value == ${filesLine} ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
    else
      COMPREPLY+=("$value")
    fi
  done < <("\${COMP_WORDS[0]}" ${completeWord} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _${identifier}_complete ${name}
`,
  zsh: (name, identifier) => `#compdef ${name}
# zsh completion: source <(${name} completion zsh), after compinit
_${identifier}_complete() {
  local value description
  local -a candidates
  while IFS=$'\\t' read -r value description; do
    if [[ $value == ${filesLine} ]]; then
      _files
    else
      candidates+=("\${value//:/\\\\:}:$description")
    fi
  done < <("\${(Q)words[1]}" ${completeWord} "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
  (( $#candidates )) && _describe ${name} candidates
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${identifier}_complete "$@"
else
  compdef _${identifier}_complete ${name}
fi
`,
  fish: (name, identifier) => `# fish completion: ${name} completion fish | source
function __${identifier}_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] ${completeWord} $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = "${filesLine}"
            __fish_complete_path "$current"
        else
            printf '%s\\n' "$line"
        end
    end
end
complete -c ${name} -f -a '(__${identifier}_complete)'
`,
} satisfies Record<string, Script>;

export type Shell = keyof typeof scripts;
export const shells = Object.keys(scripts) as Shell[];

/** The script that a shell sources to complete the commands and options of an executable. */
export const completionScript = (shell: Shell, name: string): string => scripts[shell](name, name.replaceAll('-', '_'));
