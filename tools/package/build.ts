import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { flattenDiagnosticMessageText, transpileDeclaration } from "typescript";
import { entry, packagedFiles } from "./files";
import { settingsJsonSchema } from "./jsonSchema";

const root = join(__dirname, "..", "..");
const folder = join(root, "dist");
const isSource = (file: string) => file.endsWith(".ts");

/** Compiles file by file, as tsx does, so that every command loads only what it needs. */
export async function buildPackage(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const files = packagedFiles();
  await build({
    entryPoints: files.filter(isSource).map((file) => join(root, file)),
    outdir: folder,
    outbase: root,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
  });
  for (const file of files.filter((one) => !isSource(one))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  write("package.json", { name, version });
  write("settings.schema.json", settingsJsonSchema());
  writeFileSync(join(folder, "bluegreen.d.ts"), declarations());
}

/** Types of the entry, which says all of them itself. */
function declarations(): string {
  const { outputText, diagnostics } = transpileDeclaration(
    readFileSync(join(root, entry), "utf8"),
    { compilerOptions: { isolatedDeclarations: true, declaration: true }, fileName: entry },
  );
  const [problem] = diagnostics ?? [];
  if (problem) throw new Error(flattenDiagnosticMessageText(problem.messageText, "\n"));
  return outputText;
}

function write(name: string, content: object): void {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
