import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect } from "chai";
import { build } from "esbuild";

const root = join(__dirname, "../../..");
const files = [
  "block",
  "errorRule",
  "judge",
  "quantiles",
  "reach",
  "report",
  "sequence",
  "slowdown",
];
/** Numbers that are words of the language: nothing, one, a square, a percent. */
const words = new Set(["0", "1", "2", "100"]);

interface Literal {
  file: string;
  at: number;
  text: string;
}

async function literalsOf(file: string): Promise<Literal[]> {
  const source = await readFile(join(root, "statistics/canary", `${file}.ts`), "utf8");
  const code = source.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|"[^"\n]*"/gs, (text) =>
    " ".repeat(text.length),
  );
  return [...code.matchAll(/(?<![\w.])\d[\d_.]*/g)]
    .filter(([text]) => !words.has(text))
    .map((match) => ({ file, at: match.index, text: match[0] }));
}

/** How many of the checks fail when this number is 7 % larger. */
async function failuresWith({ file, at, text }: Literal): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "checks.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    external: ["chai"],
    logLevel: "silent",
    plugins: [
      {
        name: "altered",
        setup: (plugin) =>
          plugin.onLoad(
            { filter: new RegExp(`statistics/canary/${file}[.]ts$`) },
            async ({ path }) => {
              if (path.includes("tests")) return undefined;
              const source = await readFile(path, "utf8");
              const altered = String(Number(text) * 1.07);
              return {
                contents: source.slice(0, at) + altered + source.slice(at + text.length),
                loader: "ts",
              };
            },
          ),
      },
    ],
  });
  const module = { exports: {} as { checks: { check: () => void }[] } };
  const run = runInThisContext(`(module, exports, require) => {${outputFiles[0]!.text}\n}`) as (
    ...args: unknown[]
  ) => void;
  run(module, module.exports, createRequire(__filename));
  return module.exports.checks.filter(({ check }) => fails(check)).length;
}

function fails(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

describe("canary statistics: constants", function () {
  this.timeout(60_000);

  it("are each pinned by a check of the specification", async () => {
    const literals = (await Promise.all(files.map(literalsOf))).flat();
    expect(literals.length).to.be.above(50);
    const missed: string[] = [];
    for (const literal of literals)
      if ((await failuresWith(literal)) === 0)
        missed.push(`${literal.file}: ${literal.text} at ${literal.at}`);
    expect(missed).to.deep.equal([]);
  });
});
