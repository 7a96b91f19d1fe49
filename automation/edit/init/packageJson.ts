/** What `init` wants in package.json. */
export interface Wanted {
  /** Of the package, such as `file:bluegreen-0.1.0.tgz`; null: nobody knows where it comes from. */
  specifier: string | null;
  folder: string;
}

const scripts = { rehearse: "bluegreen rehearse" };

interface PackageJson {
  name?: string;
  private?: boolean;
  type?: string;
  packageManager?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** As editors on Windows write it; npm reads over it as well. */
const byteOrderMark = "\uFEFF";

/** Null if it is no JSON object. */
export function readPackageJson(text: string): PackageJson | null {
  const json = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** A new package.json, or the one that is there with what is missing; keeps its indentation and line endings. */
export function packageJsonFor(text: string | undefined, { specifier, folder }: Wanted): string {
  const found: PackageJson = (text === undefined ? null : readPackageJson(text)) ?? {
    name: folder,
    private: true,
  };
  const has = found.dependencies?.["bluegreen"] ?? found.devDependencies?.["bluegreen"];
  const added: PackageJson = { ...found, scripts: { ...scripts, ...found.scripts } };
  if (has === undefined && specifier !== null) {
    added.dependencies = { ...found.dependencies, bluegreen: specifier };
  }
  if (JSON.stringify(added) === JSON.stringify(found)) return text!;
  const indent = /^\uFEFF?[{[]\r?\n([ \t]+)/.exec(text ?? "")?.[1] ?? "  ";
  const mark = text?.startsWith(byteOrderMark) ? byteOrderMark : "";
  const json = `${mark}${JSON.stringify(added, null, indent)}\n`;
  return text?.includes("\r\n") ? json.replaceAll("\n", "\r\n") : json;
}
