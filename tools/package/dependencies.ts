import { builtinModules } from "node:module";
import { preProcessFile } from "typescript";

/** Packages that a source imports, as a type too: its declarations name them. */
export function packagesIn(source: string): string[] {
  const packages = preProcessFile(source, true, true)
    .importedFiles.filter(({ fileName }) => !/^(\.|node:)/.test(fileName))
    .map(({ fileName }) => /^(@[^/]+\/)?[^/]+/.exec(fileName)![0])
    .filter((name) => !builtinModules.includes(name));
  return [...new Set(packages)];
}
