/** What installs the package and runs its command line. */
export interface PackageManager {
  name: string;
  /** All that package.json names. */
  install: string;
  /** An archive in the folder, by its name. */
  add: (archive: string) => string;
  /** Before the command line. */
  run: string;
}

const npm: PackageManager = {
  ...{ name: "npm", install: "npm install", run: "npx" },
  add: (archive) => `npm install ./${archive}`,
};

const others: readonly PackageManager[] = [
  {
    ...{ name: "pnpm", install: "pnpm install", run: "pnpm exec" },
    add: (archive) => `pnpm add ./${archive}`,
  },
  {
    ...{ name: "yarn", install: "yarn install", run: "yarn" },
    add: (archive) => `yarn add bluegreen@file:./${archive}`,
  },
  {
    ...{ name: "bun", install: "bun install", run: "bunx" },
    add: (archive) => `bun add ./${archive}`,
  },
];

export const lockFiles = {
  ...{ "package-lock.json": "npm", "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn" },
  ...{ "bun.lock": "bun", "bun.lockb": "bun" },
} as const;

/** By `packageManager` of package.json, such as `pnpm@10.1.0`, or else by the lock files that are there. */
export function packageManager(
  declared: unknown,
  locks: readonly (keyof typeof lockFiles)[],
): PackageManager {
  const name = typeof declared === "string" ? declared.split("@")[0] : undefined;
  const names = [name, ...locks.map((file) => lockFiles[file])];
  const known = [npm, ...others];
  return names.flatMap((one) => known.find((manager) => manager.name === one) ?? [])[0] ?? npm;
}
