import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** IAM prefix of an AWS SDK package's actions, if it differs from the package's name. */
const prefixes: Record<string, string> = {
  "auto-scaling": "autoscaling",
  "application-auto-scaling": "application-autoscaling",
  "cloudwatch-logs": "logs",
  "elastic-load-balancing-v2": "elasticloadbalancing",
  efs: "elasticfilesystem",
  eventbridge: "events",
  "route-53": "route53",
  "service-quotas": "servicequotas",
  "secrets-manager": "secretsmanager",
};

/** Actions that are not named like the call. */
const otherNames: Record<string, string> = {
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
};

/** Members of a client that are not calls. */
const notCalls = new Set(["destroy", "send", "config"]);

export interface SdkCall {
  /** Such as `ecs:DescribeServices`. */
  action: string;
  /** File and line. */
  place: string;
}

/**
 * Every call of the AWS SDK in the files: methods of a client, `new …Command` and `paginate…`, as
 * resolved by the type checker. A waiter (`waitUntil…`) is an error, since its calls are invisible.
 */
export function sdkCalls(files: readonly string[]): SdkCall[] {
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Preserve,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const wanted = new Set(files.map((file) => resolve(file)));
  const calls: SdkCall[] = [];
  for (const source of program.getSourceFiles()) {
    if (!wanted.has(resolve(source.fileName))) continue;
    const visit = (node: ts.Node): void => {
      const call = actionOf(node, checker);
      if (call !== undefined) {
        const action = otherNames[call] ?? call;
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        calls.push({ action, place: `${source.fileName}:${line + 1}` });
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
  return calls;
}

function actionOf(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
  if (!isCall) return undefined;
  const symbol = checker.getTypeAtLocation(node.expression).getSymbol();
  const declared = symbol?.declarations?.[0] ?? aliased(node.expression, checker);
  const service = declared && serviceOf(declared);
  if (service === undefined) return undefined;
  const name = nameOf(node.expression);
  if (name.startsWith("waitUntil"))
    throw new Error(`${name} hides its calls; poll explicitly instead`);
  if (ts.isNewExpression(node)) {
    return name.endsWith("Command") ? `${service}:${name.slice(0, -"Command".length)}` : undefined;
  }
  if (name.startsWith("paginate")) return `${service}:${name.slice("paginate".length)}`;
  if (!declared || !isMethodOfClient(declared) || notCalls.has(name)) return undefined;
  return `${service}:${name[0]!.toUpperCase()}${name.slice(1)}`;
}

function aliased(node: ts.Node, checker: ts.TypeChecker): ts.Declaration | undefined {
  return checker.getSymbolAtLocation(node)?.declarations?.[0];
}

/** `describeServices` of `ecs.describeServices`. */
function nameOf(callee: ts.Expression): string {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}

function serviceOf(declared: ts.Declaration): string | undefined {
  const { fileName } = declared.getSourceFile();
  const name = /\/@aws-sdk\/client-([^/]+)\//.exec(fileName)?.[1];
  return name && (prefixes[name] ?? name);
}

/** A client declares each call as overloads in its interface or class, such as `ECS`. */
function isMethodOfClient(declared: ts.Declaration): boolean {
  return ts.isMethodSignature(declared) || ts.isMethodDeclaration(declared);
}

/** TypeScript files in a folder and its subfolders. */
export function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** Files that may use a client: they import the SDK or the module that creates its clients. */
export function usersOfSdk(files: readonly string[]): string[] {
  return files.filter((file) =>
    /@aws-sdk\/client-|adapters\/aws\/|["']\.\.?\/(aws\/)?clients["']/.test(
      readFileSync(file, "utf8"),
    ),
  );
}
