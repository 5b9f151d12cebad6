import tseslint from "typescript-eslint";

/**
 * The boundaries of docs/ARCHITECTURE.md: for every folder of src/, what it must not import.
 * TypeScript alone would let `import "vscode"` through into core.
 */
const folders = ["core", "engine", "probe", "state", "protocol", "commands", "views", "platform", "webview"];
const mayImport = {
  core: [],
  engine: ["core"],
  probe: ["core", "engine"],
  state: ["core", "engine", "probe"],
  protocol: ["core"],
  platform: ["core"],
  commands: ["core", "state", "engine", "platform"],
  views: ["core", "state", "protocol", "platform"],
  webview: ["core", "protocol"],
};
/** Folders that run inside the extension host's process and may name node modules. */
const node = new Set(["engine", "probe", "state", "commands", "views", "platform"]);
const vscode = new Set(["commands", "views", "platform"]);

function boundary(folder) {
  const patterns = folders
    .filter((other) => other !== folder && !mayImport[folder].includes(other))
    .map((other) => ({ regex: `^\\.\\./(.*/)?${other}(/|$)`, message: `src/${folder} may not import src/${other}.` }));
  if (!vscode.has(folder)) patterns.push({ regex: "^vscode$", message: `src/${folder} must not know the editor.` });
  if (!node.has(folder)) patterns.push({ regex: "^(node:|fs$|path$|net$|http$)", message: `src/${folder} must run without Node.` });
  // Commands talk to the engine through its port; only types may cross.
  if (folder === "commands") {
    patterns.push({ regex: "^\\.\\./(.*/)?engine/(?!(engine|problem)$)", message: "Commands see the engine's port only." });
  }
  const rule = ["error", { patterns }];
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { "no-restricted-imports": rule },
  };
}

/** Packages with exactly one home, so that each can be swapped at the cost of one file. */
const homes = { dockerode: "src/engine/dockerEngine.ts", "@vscode/webview-ui-toolkit": "src/webview/components.ts" };

export default tseslint.config(
  { ignores: ["dist/**", "out/**", "node_modules/**", "test/rig/editor/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./src/webview/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-syntax": [
        "error",
        ...Object.entries(homes).map(([name]) => ({
          selector: `ImportDeclaration[source.value='${name}']`,
          message: `Only ${homes[name]} imports ${name}.`,
        })),
      ],
      "max-lines": ["error", 400],
    },
  },
  ...folders.map(boundary),
  { files: Object.values(homes), rules: { "no-restricted-syntax": "off" } },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-floating-promises": "error",
    },
  },
);
