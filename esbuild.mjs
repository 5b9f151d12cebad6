/**
 * Builds the extension (cjs), its chunks (cjs, loaded on first use) and the webviews (iife) into dist/;
 * with --tests also every test file into out/, each a bundle of its own.
 */
import { build, context } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";

const flags = new Set(process.argv.slice(2));
const minify = flags.has("--minify");

/**
 * Chunks that are loaded at run time, so that activation does not pay for them: `import("./backend")` (dockerode, the
 * probes) stays a load of dist/engine.js, `import("./handlers")` (what commands do) one of dist/commands.js,
 * `import("./explanation")` (what a mode means) one of dist/explanation.js,
 * `import("../core/composeParser")` (YAML) one of dist/compose.js,
 * `import("./form/panels")` one of dist/forms.js.
 * @type {import("esbuild").Plugin}
 */
const chunks = {
  name: "chunks",
  setup(b) {
    /** @type {Record<string, string>} */
    const files = { backend: "./engine.js", handlers: "./commands.js", explanation: "./explanation.js", composeParser: "./compose.js", panels: "./forms.js" };
    b.onResolve({ filter: /\/(backend|handlers|explanation|composeParser|panels)$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path: files[path.split("/").at(-1) ?? ""], external: true } : undefined,
    );
  },
};

/**
 * dockerode pulls in ssh2 and gRPC at load for transports that this extension does not use
 * (ssh goes through the ssh program, builds are not its business): 2 MB that nobody would run.
 * @type {import("esbuild").Plugin}
 */
const unusedTransports = {
  name: "unused-transports",
  setup(b) {
    b.onResolve({ filter: /^(ssh2|@grpc\/grpc-js|@grpc\/proto-loader|protobufjs)$/ }, (args) => ({
      path: args.path,
      namespace: "unused",
    }));
    b.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = { bundle: true, minify, sourcemap: minify ? false : "linked", logLevel: "warning", legalComments: "none" };
/** @type {import("esbuild").BuildOptions} */
const node = { ...common, platform: "node", format: "cjs", target: "node20", external: ["vscode", "netlink"] };

/** @type {import("esbuild").BuildOptions[]} */
const products = [
  { ...node, entryPoints: { extension: "src/extension.ts" }, outdir: "dist", plugins: [chunks] },
  { ...node, entryPoints: { commands: "src/commands/handlers.ts" }, outdir: "dist", plugins: [chunks] },
  { ...node, entryPoints: { explanation: "src/views/explanation.ts" }, outdir: "dist" },
  { ...node, entryPoints: { compose: "src/core/composeParser.ts" }, outdir: "dist" },
  { ...node, entryPoints: { forms: "src/views/form/panels.ts" }, outdir: "dist" },
  { ...node, entryPoints: { engine: "src/state/backend.ts" }, outdir: "dist", plugins: [unusedTransports] },
  {
    ...common,
    platform: "browser",
    format: "iife",
    target: "es2022",
    entryPoints: { webview: "src/webview/main.ts", explain: "src/webview/explain/main.ts" },
    outdir: "dist",
    tsconfig: "src/webview/tsconfig.json",
  },
  {
    ...common,
    platform: "browser",
    format: "iife",
    globalName: "dockerNetworksTopology",
    target: "es2022",
    entryPoints: { topology: "src/webview/topology/chunk.ts" },
    outdir: "dist",
    tsconfig: "src/webview/tsconfig.json",
  },
];

/** The netlink addon is native: it ships beside the bundle, as its package lays it out, without sources and C headers. */
async function copyNatives() {
  for (const name of ["netlink", "node-gyp-build"]) {
    await cp(`node_modules/${name}`, `dist/node_modules/${name}`, {
      recursive: true,
      filter: (source) => !/(\.map|\.d\.ts|\.cc|binding\.gyp|netlink\/node_modules|\/bin)$/.test(source),
    });
  }
  await mkdir("dist/codicons", { recursive: true });
  for (const file of ["codicon.css", "codicon.ttf"]) {
    await cp(`node_modules/@vscode/codicons/dist/${file}`, `dist/codicons/${file}`);
  }
  // The layout library stays a file of its own, as its makers built it, with its licence (EPL-2.0).
  await mkdir("dist/elk", { recursive: true });
  await cp("node_modules/elkjs/lib/elk-worker.min.js", "dist/elk/elk-worker.min.js");
  await cp("node_modules/elkjs/LICENSE.md", "dist/elk/LICENSE.md");
}

async function buildTests() {
  await rm("out/test", { recursive: true, force: true });
  await build({
    ...node,
    minify: false,
    sourcemap: "inline",
    entryPoints: ["unit", "engine", "host", "ui", "bench"].map((part) => `test/${part}/**/*.ts`),
    outbase: ".",
    outdir: "out",
    packages: "external",
  });
}

if (flags.has("--tests")) await buildTests();
else {
  await rm("dist", { recursive: true, force: true });
  await copyNatives();
  if (flags.has("--watch")) for (const options of products) await (await context(options)).watch();
  else await Promise.all(products.map((options) => build(options)));
}
