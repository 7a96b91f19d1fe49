import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

interface Package {
  license?: string;
  dev?: boolean;
  resolved?: string;
  integrity?: string;
}

const lock = JSON.parse(readFileSync(join(__dirname, "..", "..", "package-lock.json"), "utf8")) as {
  packages: Record<string, Package>;
};

/** They ask for a notice at most, or for the source of changes to themselves; none asks for that of what uses it. */
const allowed = [
  ...["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC"],
  ...["MIT", "PSF-2.0", "Python-2.0", "(BSD-3-Clause AND Apache-2.0)"],
];

/** Read by hand: MIT each, in a file of their own; a list of names, for which CC-BY asks for credit. */
const read: Record<string, string> = {
  "node_modules/@logdna/tail-file": "SEE LICENSE IN LICENSE",
  "node_modules/spawndamnit": "SEE LICENSE IN LICENSE",
  "node_modules/spdx-exceptions": "CC-BY-3.0",
  // Unchanged, in tests alone.
  "node_modules/axe-core": "MPL-2.0",
  // In the public domain.
  "node_modules/fast-sha256": "Unlicense",
};

/** Packages whose licence nobody has agreed to. */
function strangers(packages: Record<string, Package>): string[] {
  return Object.entries(packages).flatMap(([path, { license = "none" }]) =>
    path === "" || allowed.includes(license) || read[path] === license ? [] : `${path}: ${license}`,
  );
}

describe("a package that this one depends on", () => {
  it("has a licence that requires a notice at most", () => {
    expect(strangers(lock.packages)).to.deep.equal([]);
  });

  it("is not installed for users if it asks for more than a notice", () => {
    expect(lock.packages["node_modules/axe-core"]?.dev).to.equal(true);
  });

  it("would be found with any other, or with none", () => {
    const found = strangers({
      "node_modules/a": { license: "GPL-3.0-only" },
      "node_modules/b": {},
      "node_modules/c": { license: "MIT" },
      "node_modules/spawndamnit": { license: "AGPL-3.0-only" },
    });
    expect(found).to.deep.equal([
      "node_modules/a: GPL-3.0-only",
      "node_modules/b: none",
      "node_modules/spawndamnit: AGPL-3.0-only",
    ]);
  });

  it("is installed as the locked bytes, and from no other address", () => {
    const others = Object.entries(lock.packages).filter(
      ([path, { resolved, integrity = "" }]) =>
        path !== "" && (resolved !== undefined || !integrity.startsWith("sha512-")),
    );
    expect(others.map(([path]) => path)).to.deep.equal([]);
  });
});
