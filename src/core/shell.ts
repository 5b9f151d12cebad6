/** The shells whose quoting is known; any other is taken for a POSIX one. */
export type Shell = "posix" | "powershell" | "cmd";

/** Which shell a program is, by its path. */
export function shellOf(path: string): Shell {
  const name = (path.split(/[\\/]/).pop() ?? "").toLowerCase().replace(/\.exe$/, "");
  if (name === "cmd") return "cmd";
  return name === "powershell" || name === "pwsh" || name === "pwsh-preview" ? "powershell" : "posix";
}

/** One argument, written so that the shell gives the program exactly it. */
export function quoteFor(shell: Shell, argument: string): string {
  switch (shell) {
    case "posix":
      return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
    case "powershell":
      return quoteForPowerShell(argument);
    case "cmd":
      return quoteForCmd(argument);
  }
}

/**
 * PowerShell ends a single-quoted text also at typographic quotes, and doubles what is meant. A comma makes an array, `@`
 * splats, and a dash followed by a dot or colon is cut in two: those are quoted. (Windows PowerShell 5.1 and PowerShell
 * before 7.3 lose quotation marks inside an argument whatever is written.)
 */
function quoteForPowerShell(argument: string): string {
  if (/^[\w+=:./-]+$/.test(argument) && !/^-.*[.:]/.test(argument)) return argument;
  return `'${argument.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/**
 * First as the C runtime takes a command line apart, then every character that cmd itself would act on is escaped, the
 * quotation marks too, so that cmd sees no quoting of its own. A line break cannot be written for cmd.
 */
function quoteForCmd(argument: string): string {
  if (/^[\w@+=:,./\\-]+$/.test(argument)) return argument;
  const inner = argument.replace(/(\\*)"/g, `$1$1\\"`).replace(/\\+$/, "$&$&");
  return `"${inner}"`.replace(/[()%!^"<>&|]/g, "^$&");
}
