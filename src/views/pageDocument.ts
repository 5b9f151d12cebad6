import type { WebviewWords } from "../protocol/strings";

export interface PageParts {
  /** What the webview calls its own resources in a content security policy. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** BCP 47, for example `zh-cn`. */
  readonly language: string;
  readonly title: string;
  /** What the script shows: the map with its words, a form by its key, or what it will be told. */
  readonly page:
    | { readonly kind: "map"; readonly words: WebviewWords; readonly chunks: Chunks }
    | { readonly kind: "form"; readonly key: string }
    | { readonly kind: "explain" };
}

/** Addresses of what is loaded on first use: the picture, and the worker that lays it out. */
export interface Chunks {
  readonly topology: string;
  readonly worker: string;
}

/**
 * The document of a page: it may run our script and nothing else, load our files and nothing else. The script of the map's
 * worker is ours too, but of another origin than the page, so it is fetched and run from a blob; a picture is made from one
 * as well. The toolkit adds styles, with the nonce: a page without it may not.
 */
export function pageOf({ cspSource, nonce, script, styles, language, title, page }: PageParts): string {
  const picture = page.kind === "map" ? `; worker-src blob:; connect-src ${cspSource}; img-src blob: data:` : "";
  const toolkit = page.kind !== "explain";
  const policy = `default-src 'none'; style-src ${cspSource}${toolkit ? ` 'nonce-${nonce}'` : ""}; font-src ${cspSource}; script-src 'nonce-${nonce}'${picture}`;
  // In JSON "<" can stand in strings only: escaped, no text can end the element.
  const json = (id: string, value: object): string => `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>\n`;
  const given = page.kind === "map" ? json("words", page.words) + json("chunks", page.chunks) : "";
  const data = page.kind === "form" ? ` data-page="form" data-key="${attribute(page.key)}"` : "";
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${toolkit ? `<meta property="csp-nonce" content="${attribute(nonce)}">\n` : ""}<title>${attribute(title)}</title>
${styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join("\n")}
</head>
<body${data}>
${given}<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** Text as the value of an attribute. */
function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
