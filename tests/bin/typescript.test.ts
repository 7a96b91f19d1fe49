import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "../..");

/** The output of a process that runs `script` as TypeScript, as every command of the project does. */
function print(script: string): unknown {
  const args = ["--require", "./bin/typescript.cjs", "--eval", script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }));
}

describe("bin/typescript.cjs", () => {
  it("loads Pulumi's SDK without TypeScript's compiler and without npm's arborist", () => {
    const found = print(`
      const sdk = require("@pulumi/pulumi");
      const loaded = Object.keys(require.cache);
      const of = (name) => loaded.some((path) => path.includes("/node_modules/" + name + "/"));
      console.log(JSON.stringify({
        sdk: typeof sdk.automation.LocalWorkspace.create,
        packages: ["@grpc/grpc-js", "typescript", "@npmcli/arborist"].filter(of),
      }));
    `);
    expect(found).to.deep.equal({ sdk: "function", packages: ["@grpc/grpc-js"] });
  });

  it("loads zod with its messages in English alone", () => {
    const found = print(`
      const { z } = require("zod");
      const { error } = z.string().safeParse(1);
      const locales = Object.keys(require.cache).flatMap((path) => path.match(/locales.(\\w+)[.]c?js/)?.[1] ?? []);
      console.log(JSON.stringify({ message: error.issues[0].message, locales: locales.sort() }));
    `);
    const message = "Invalid input: expected string, received number";
    expect(found).to.deep.equal({ message, locales: ["en", "index"] });
  });

  it("loads sources in TypeScript, and packages that are ES modules only", () => {
    const found = print(`
      const { hooked } = require("./automation/course/hooked");
      const { execa } = require("execa");
      console.log(JSON.stringify([typeof hooked, typeof execa]));
    `);
    expect(found).to.deep.equal(["function", "function"]);
  });
});
