import type { WebviewWords } from "../protocol/strings";

export interface PageParts {
  /** What the webview calls its own resources in a content security policy. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly script: string;
  /** Scripts that the page loads itself when they are first needed. */
  readonly chunks: Chunks;
  readonly styles: readonly string[];
  /** BCP 47, for example `zh-cn`. */
  readonly language: string;
  readonly title: string;
  readonly words: WebviewWords;
}

/** Addresses of what is loaded on first use: the picture, and the worker that lays it out. */
export interface Chunks {
  readonly topology: string;
  readonly worker: string;
}

/**
 * The page of the map: it may run our script and nothing else, load our files and nothing else. The worker's script is ours
 * too, but of another origin than the page, so it is fetched and run from a blob; a picture is made from one as well.
 */
export function pageOf({ cspSource, nonce, script, chunks, styles, language, title, words }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; font-src ${cspSource}; script-src 'nonce-${nonce}'; worker-src blob:; connect-src ${cspSource}; img-src blob: data:`;
  // In JSON "<" can stand in strings only: escaped, no text can end the element.
  const json = JSON.stringify(words).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${attribute(nonce)}">
<title>${attribute(title)}</title>
${styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join("\n")}
</head>
<body>
<script type="application/json" id="words">${json}</script>
<script type="application/json" id="chunks">${JSON.stringify(chunks).replaceAll("<", "\\u003c")}</script>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** Text as the value of an attribute. */
export function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
