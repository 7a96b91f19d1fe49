import { expect } from "chai";
import { parseReports } from "../../config/reports";
import { config, problemsOf } from "./samples";

const kinds =
  "`s3://<bucket>/<prefix>`, or a folder below that of `Pulumi.yaml`, such as `reports`";
const problems = (reports: unknown) => problemsOf({ ...config(), reports });

describe("where records of releases are kept", () => {
  it("is a bucket with or without a prefix, or a folder of the project", () => {
    const places: [text: string, place: object][] = [
      ["s3://acme-releases", { kind: "bucket", bucket: "acme-releases", prefix: "" }],
      ["s3://acme-releases/", { kind: "bucket", bucket: "acme-releases", prefix: "" }],
      ["s3://a.b-1/team/one/", { kind: "bucket", bucket: "a.b-1", prefix: "team/one" }],
      [
        "s3://acme-123456789012-eu-central-1-an/é (1)!",
        { kind: "bucket", bucket: "acme-123456789012-eu-central-1-an", prefix: "é (1)!" },
      ],
      ["reports", { kind: "folder", path: "reports" }],
      ["./out/of releases/", { kind: "folder", path: "out/of releases" }],
      [`s3://${"a".repeat(63)}`, { kind: "bucket", bucket: "a".repeat(63), prefix: "" }],
    ];
    for (const [text, place] of places) {
      expect(problems(text), text).to.deep.equal([]);
      expect(parseReports(text), text).to.deep.equal(place);
    }
  });

  const wrong: [what: string, reports: unknown, ...found: string[]][] = [
    ["nothing", "", `is empty; it must be ${kinds}`],
    ["a number", 5, "must be text (in quotes, if it looks like a number)"],
    ["a map", { s3: "acme" }, "must be text (in quotes, if it looks like a number)"],
    ["spaces around it", " reports", "begins or ends with a space or a line break; remove it"],
    ["a control character", "re\u0007ports", "has a control character; remove it"],
    ["another scheme", "gs://acme/releases", `must be ${kinds}`],
    ["a scheme in upper case", "S3://acme/releases", `must be ${kinds}`],
    ["a scheme without slashes", "s3:acme", `must be ${kinds}`],
    ["a web address", "https://acme.s3.amazonaws.com/x?X-Amz-Signature=abc", `must be ${kinds}`],
    ["a Windows path", "C:\\reports", `must be ${kinds}`],
    ["an ARN", "arn:aws:s3:::acme/releases", `is an ARN; it must be ${kinds}`],
    ["no bucket", "s3://", "names no bucket"],
    ["no bucket before a prefix", "s3:///releases", "names no bucket"],
    ["a short name", "s3://ab", "names a bucket of 2 characters; it must have 3 to 63"],
    [
      "a long name",
      `s3://${"a".repeat(64)}`,
      "names a bucket of 64 characters; it must have 3 to 63",
    ],
    [
      "other characters",
      "s3://Acme_x",
      "names a bucket with other characters than lower-case letters, digits, `.` and `-`",
    ],
    [
      "a hyphen at its end",
      "s3://acme-",
      "names a bucket that does not begin and end with a letter or digit",
    ],
    ["two dots", "s3://a..b", "names a bucket with two dots in a row"],
    ["an address", "s3://10.0.0.1/x", "names a bucket that looks like an IP address"],
    ...["xn--", "sthree-", "amzn-s3-demo-"].map((start): [string, string, string] => [
      `a reserved beginning, ${start}`,
      `s3://${start}acme`,
      `names a bucket that begins with \`${start}\`, which AWS reserves`,
    ]),
    ...["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].map(
      (end): [string, string, string] => [
        `a reserved end, ${end}`,
        `s3://acme${end}`,
        `names a bucket that ends with \`${end}\`, which AWS reserves`,
      ],
    ),
    [
      "a query",
      "s3://acme?region=eu-central-1",
      "has `?` or `#` in it; it must be `s3://<bucket>/<prefix>` and nothing else",
    ],
    ["two slashes", "s3://acme/a//b", "has two slashes in a row in its prefix; leave one out"],
    [
      "dots",
      "s3://acme/a/../b",
      "has `.` or `..` as a part of its prefix, which S3 takes for a name",
    ],
    [
      "a pattern",
      "s3://acme/${aws:username}",
      "has `*`, `$` or `\\` in its prefix, which policies and tools read as something else",
    ],
    [
      "a prefix that leaves no room for a key",
      `s3://acme/${"é".repeat(430)}`,
      "has a prefix of 860 bytes; it may have at most 858, for S3 takes keys of 1024",
    ],
    [
      "several mistakes at once",
      "s3://A-/a//..",
      "names a bucket of 2 characters; it must have 3 to 63",
      "names a bucket with other characters than lower-case letters, digits, `.` and `-`",
      "names a bucket that does not begin and end with a letter or digit",
      "has two slashes in a row in its prefix; leave one out",
      "has `.` or `..` as a part of its prefix, which S3 takes for a name",
    ],
    [
      "an absolute folder",
      "/var/reports",
      `must be ${kinds}: not an absolute path, and with \`/\` between its parts`,
    ],
    [
      "a home folder",
      "~/reports",
      `must be ${kinds}: not an absolute path, and with \`/\` between its parts`,
    ],
    ["a way out of the project", "a/../../b", "leads out of the project with `..`"],
    ["the project itself", ".", `names no folder; it must be ${kinds}`],
    ["a long part", "a".repeat(256), "has a part of more than 255 bytes"],
  ];
  for (const [what, reports, ...found] of wrong) {
    it(`is not ${what}, which is said with every other problem`, () => {
      expect(problems(reports)).to.deep.equal(found.map((one) => `\`reports\` ${one}`));
    });
  }

  it("is refused without repeating the credentials in it", () => {
    const withSecrets = [
      "s3://AKIAEXAMPLE:canary@acme/releases",
      "s3://canary@acme",
      "s3://acme/x?secretAccessKey=canary",
      "https://user:canary@example.com",
      "canary:canary@acme",
      " s3://user:canary@acme",
      ["canary"],
    ];
    for (const reports of withSecrets) {
      const found = problems(reports);
      expect(found, String(reports)).to.have.length(1);
      expect(found[0]).to.not.include("canary");
    }
    expect(problems(withSecrets[0])).to.deep.equal([
      "`reports` has credentials in it; remove what stands before the `@`, and rotate them if they were committed: " +
        "the stack's own AWS identity is used",
    ]);
  });
});
