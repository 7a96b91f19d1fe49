import ts from "typescript";
import { type Found, inSentence, unknown } from "./found";

/** Commands in the texts of a program. */
export function inSource(where: string, source: string): Found[] {
  return textsIn(where, source).flatMap(({ where, text }) =>
    inSentence(text).map((command) => ({ where, text: command })),
  );
}

/**
 * Literals, templates, what is joined from them by `+`, and what `bluegreen()` makes
 * (automation/course/commandLines.ts).
 */
export function textsIn(where: string, source: string): Found[] {
  const file = ts.createSourceFile(where, source, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) return ts.forEachChild(node, visit);
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ where: `${where}:${line + 1}`, text });
    for (const hole of holesOf(node)) visit(hole);
  };
  visit(file);
  return found;
}

/** The text that a node produces; undefined if it produces none. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text + node.templateSpans.map(({ literal }) => unknown + literal.text).join("")
    );
  }
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (isCommandLine(node)) {
    const [command, , ...rest] = node.arguments.map((arg) => textOf(arg) ?? unknown);
    return ["bluegreen", command, "--stack", unknown, ...rest].join(" ");
  }
  if (!isSum(node)) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  if (left === undefined && right === undefined) return undefined;
  return (left ?? unknown) + (right ?? unknown);
}

/** Nodes inside a text that are not part of it; they may contain texts of their own. */
function holesOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (ts.isParenthesizedExpression(node)) return holesOf(node.expression);
  if (isCommandLine(node)) return node.arguments.filter((arg) => textOf(arg) === undefined);
  if (!isSum(node)) return [];
  return [node.left, node.right].flatMap((part) =>
    textOf(part) === undefined ? [part] : holesOf(part),
  );
}

function isCommandLine(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === "bluegreen";
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}
