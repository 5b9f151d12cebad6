import { execFileSync } from "node:child_process";

/** What a shell makes of commands: the words of each. One shell for all of them, since to start one is what takes time. */
export function shellWords(commands: readonly string[], shell: "bash" | "sh" = "bash"): string[][] {
  const script = commands.map((command) => `set -- ${command}\nprintf '%s\\0' "$#" "$@"`).join("\n");
  const all = execFileSync(shell, ["-c", script], { encoding: "utf8" }).split("\0");
  const counted: string[][] = [];
  for (let at = 0; at + 1 < all.length; at += 1 + Number(all[at])) counted.push(all.slice(at + 1, at + 1 + Number(all[at])));
  return counted;
}

/** Throws if bash cannot read one of these commands. None is run: each becomes the body of a function that nobody calls. */
export function checkSyntax(commands: readonly string[]): void {
  execFileSync("bash", ["-c", `for command; do eval "unused() { $command"$'\\n}' || exit 1; done`, "bash", ...commands], { stdio: ["ignore", "ignore", "pipe"] });
}
