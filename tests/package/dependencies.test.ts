import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packagesIn } from "../../tools/package/dependencies";
import { packagedFiles } from "../../tools/package/files";

const root = join(__dirname, "../..");
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

describe("the dependencies of the package", () => {
  it("are the packages that its code imports, no more and no fewer", () => {
    const code = packagedFiles().filter((file) => /\.(ts|cjs|mjs|js)$/.test(file));
    const named = code.flatMap((file) => packagesIn(readFileSync(join(root, file), "utf8")));
    // A word in a text that looks like an import is no package; the compiler finds every import that is missing.
    const imported = named.filter((name) => existsSync(join(root, "node_modules", name)));
    expect([...new Set(imported)].sort()).to.deep.equal(Object.keys(dependencies).sort());
  });

  it("are found in each form of an import", () => {
    const source = `
      import { z } from "zod";
      import type { Resource } from "@pulumi/pulumi/resource";
      export { join } from "node:path";
      const fs = require("fs");
      const own = require("./own");
      const sdk = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
      const late = await import("execa");`;
    expect(packagesIn(source)).to.deep.equal([
      "zod",
      "@pulumi/pulumi",
      "@aws-sdk/client-ecs",
      "execa",
    ]);
  });
});
