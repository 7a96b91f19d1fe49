import { join } from "node:path";
import { secondNode } from "./secondNode";

const root = join(__dirname, "..", "..");
const main = join(root, "rehearsal", "main.ts");

/** Runs `npm run rehearse -- --json` as people do; returns its exit code and document. */
export async function rehearse<Document>(
  ...flags: string[]
): Promise<{ code: number; document: Document }> {
  const { execa } = await import("execa");
  const args = ["--require", "./bin/typescript.cjs", main, "--json", ...flags];
  const { exitCode, stdout } = await execa(secondNode(), args, { cwd: root, reject: false });
  return { code: exitCode!, document: JSON.parse(stdout) as Document };
}
