/**
 * `npm run check:imports`: who may import whom. A type is an import like any other, and so is a `require`
 * inside a function.
 */

/** Folders, from the top. A file imports from its own layer and from those below. */
const layers = [
  ["tests"],
  ["bench", "tools", "ci"],
  ["rehearsal", "simulation"],
  ["localCloud"],
  ["bin"],
  ["automation/cli", "access"],
  ["automation/commands"],
  ["automation/report", "automation/events"],
  ["automation/plan", "automation/edit", "automation/record"],
  ["automation/runbook"],
  ["automation/verify"],
  ["automation/adapters"],
  ["automation/engine"],
  ["automation/bill"],
  ["automation/world"],
  ["automation/course"],
  ["automation/history", "automation/locks"],
  ["components"],
  ["privilege"],
  ["config"],
  ["release"],
  ["statistics"],
];

/** What is in these folders, at any depth. */
const within = (folders) => `^(${folders.join("|")})/`;

const upward = layers.slice(1).map((layer, index) => ({
  name: `upward-from-${layer.join("-and-").replaceAll("/", "-")}`,
  comment:
    "imports point down the layers (.dependency-cruiser.cjs); move what both need below both",
  severity: "error",
  from: { path: within(layer) },
  to: { path: within(layers.slice(0, index + 1).flat()) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "circle",
      comment: "move what both need into a file of its own",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "in-no-layer",
      comment: "name the folder in .dependency-cruiser.cjs, or move the file into one that is",
      severity: "error",
      from: { path: "/.*[.][cm]?[jt]s$", pathNot: within(layers.flat()) },
      to: {},
    },
    ...upward,
  ],
  options: {
    tsPreCompilationDeps: true,
    exclude: { path: "(^|/)node_modules/|^(report|dist)/" },
  },
};
