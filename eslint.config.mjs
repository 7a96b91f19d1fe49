import tseslint from "typescript-eslint";

const effects =
  "belongs in an adapter: time, chance, console and exit are seams (docs/architecture.md)";

export default tseslint.config(
  { ignores: ["node_modules/", "report/", "dist/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // CommonJS: a lazy `require` is how a command avoids loading what it does not need.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportExpression[source.value=/^[.]/]",
          message: "bin/typescript.cjs loads TypeScript only by `require`, lazily or not",
        },
      ],
    },
  },
  {
    // Decisions: nothing here touches time, chance, network, disk or console.
    files: ["release/**/*.ts", "config/**/*.ts", "components/**/*.ts", "automation/**/*.ts"],
    ignores: [
      "automation/adapters/**",
      "automation/engine/**",
      "automation/cli/*.ts",
      "automation/cli/console/**",
    ],
    rules: {
      "no-console": "error",
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: effects },
        { name: "setInterval", message: effects },
        { name: "fetch", message: effects },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: effects },
        { object: "Math", property: "random", message: effects },
        { object: "performance", property: "now", message: effects },
        { object: "process", property: "exit", message: effects },
        { object: "process", property: "stdout", message: effects },
        { object: "process", property: "stderr", message: effects },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            "fs",
            "fs/promises",
            "node:fs",
            "node:fs/promises",
            "node:net",
            "node:http",
            "node:https",
            "node:dns",
            "node:child_process",
            "execa",
            "undici",
          ].map((name) => ({ name, message: effects })),
        },
      ],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-unused-expressions": "off" },
  },
);
