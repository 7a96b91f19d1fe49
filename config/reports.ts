import { z } from "zod";
import { counted } from "./plural";

/** Where the records of releases are kept. */
export type ReportsPlace =
  | { kind: "bucket"; bucket: string; prefix: string }
  /** Relative to the folder of `Pulumi.yaml`. */
  | { kind: "folder"; path: string };

const kinds =
  "`s3://<bucket>/<prefix>`, or a folder below that of `Pulumi.yaml`, such as `reports`";

/** What the program adds to the prefix: `/<stack>/release-<id>.html`. */
const mostAdded = 1 + 100 + 1 + 64;
/** Of a key, in UTF-8 (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const mostKeyBytes = 1024;
const mostPrefixBytes = mostKeyBytes - mostAdded;

export const reportsPlace = z.string().superRefine((text, context) => {
  for (const message of reportsProblems(text)) context.addIssue({ code: "custom", message });
});

/** Every reason why nothing could be kept there. The value is never repeated: it may have credentials in it. */
export function reportsProblems(text: string): string[] {
  if (text === "") return [`is empty; it must be ${kinds}`];
  if (/^\s|\s$/.test(text)) return ["begins or ends with a space or a line break; remove it"];
  if (/\p{Cc}/u.test(text)) return ["has a control character; remove it"];
  if (text.startsWith("s3://")) return bucketProblems(text.slice("s3://".length));
  if (/^arn:/i.test(text)) return [`is an ARN; it must be ${kinds}`];
  if (/^[a-z][a-z\d+.-]*:/i.test(text)) return [`must be ${kinds}`];
  return folderProblems(text);
}

/** Undefined if nothing could be kept there. */
export function parseReports(text: string): ReportsPlace | undefined {
  if (reportsProblems(text).length > 0) return undefined;
  if (!text.startsWith("s3://")) {
    const parts = text.split("/").filter((part) => part !== "" && part !== ".");
    return { kind: "folder", path: parts.join("/") };
  }
  return { kind: "bucket", ...bucketPlace(text) };
}

/** Parts of `s3://<bucket>/<prefix>`. The prefix has no slash at its ends; it may be empty. */
export function bucketPlace(text: string): { bucket: string; prefix: string } {
  const [bucket = "", ...parts] = text.slice("s3://".length).split("/");
  return { bucket, prefix: parts.filter(Boolean).join("/") };
}

function bucketProblems(rest: string): string[] {
  const [authority = "", ...parts] = rest.split("/");
  const prefix = parts.join("/").replace(/\/$/, "");
  if (authority.includes("@")) {
    return [
      "has credentials in it; remove what stands before the `@`, and rotate them if they were committed: " +
        "the stack's own AWS identity is used",
    ];
  }
  if (/[?#]/.test(rest)) {
    return ["has `?` or `#` in it; it must be `s3://<bucket>/<prefix>` and nothing else"];
  }
  return [...bucketNameProblems(authority), ...prefixProblems(prefix)];
}

/** Prefixes and suffixes that AWS keeps for names of other kinds, or for itself. */
const reserved = {
  starts: ["xn--", "sthree-", "amzn-s3-demo-"],
  ends: ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"],
};

/** Why no general purpose bucket has this name. Source: "General purpose bucket naming rules", Amazon S3 User Guide. */
export function bucketNameProblems(name: string): string[] {
  if (name === "") return ["names no bucket"];
  const start = reserved.starts.find((one) => name.startsWith(one));
  const end = reserved.ends.find((one) => name.endsWith(one));
  return [
    ...(name.length < 3 || name.length > 63
      ? [`names a bucket of ${counted(name.length, "character")}; it must have 3 to 63`]
      : []),
    ...(/[^a-z0-9.-]/.test(name)
      ? ["names a bucket with other characters than lower-case letters, digits, `.` and `-`"]
      : []),
    ...(/^[.-]|[.-]$/.test(name)
      ? ["names a bucket that does not begin and end with a letter or digit"]
      : []),
    ...(name.includes("..") ? ["names a bucket with two dots in a row"] : []),
    ...(/^\d+\.\d+\.\d+\.\d+$/.test(name) ? ["names a bucket that looks like an IP address"] : []),
    ...(start ? [`names a bucket that begins with \`${start}\`, which AWS reserves`] : []),
    ...(end ? [`names a bucket that ends with \`${end}\`, which AWS reserves`] : []),
  ];
}

function prefixProblems(prefix: string): string[] {
  const parts = prefix.split("/");
  const bytes = Buffer.byteLength(prefix);
  return [
    ...(prefix !== "" && parts.includes("")
      ? ["has two slashes in a row in its prefix; leave one out"]
      : []),
    ...(parts.some((part) => part === "." || part === "..")
      ? ["has `.` or `..` as a part of its prefix, which S3 takes for a name"]
      : []),
    ...(/[*$\\]/.test(prefix)
      ? ["has `*`, `$` or `\\` in its prefix, which policies and tools read as something else"]
      : []),
    ...(bytes > mostPrefixBytes
      ? [
          `has a prefix of ${bytes} bytes; it may have at most ${mostPrefixBytes}, for S3 takes keys of ` +
            `${mostKeyBytes}`,
        ]
      : []),
  ];
}

/** Of a part of a path, in UTF-8, on the file systems in use. */
const mostNameBytes = 255;

function folderProblems(text: string): string[] {
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  return [
    ...(/^[/~]|\\/.test(text)
      ? [`must be ${kinds}: not an absolute path, and with \`/\` between its parts`]
      : []),
    ...(parts.includes("..") ? ["leads out of the project with `..`"] : []),
    ...(parts.length === 0 && !/^[/~]/.test(text) ? [`names no folder; it must be ${kinds}`] : []),
    ...(parts.some((part) => Buffer.byteLength(part) > mostNameBytes)
      ? [`has a part of more than ${mostNameBytes} bytes`]
      : []),
  ];
}
