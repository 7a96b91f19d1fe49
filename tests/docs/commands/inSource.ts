import ts from "typescript";
import { type Found, inSentence, unknown } from "./found";

/** Commands in the texts of a program: literals, templates, and what is joined from them by `+`. */
export function inSource(where: string, source: string): Found[] {
  const file = ts.createSourceFile(where, source, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined) return ts.forEachChild(node, visit);
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(
      ...inSentence(text).map((command) => ({ where: `${where}:${line + 1}`, text: command })),
    );
    for (const hole of holesOf(node)) visit(hole);
  };
  visit(file);
  return found;
}

/** The text that a node makes; undefined: it makes none. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text + node.templateSpans.map(({ literal }) => unknown + literal.text).join("")
    );
  }
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (!isSum(node)) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  if (left === undefined && right === undefined) return undefined;
  return (left ?? unknown) + (right ?? unknown);
}

/** What is inside a text and no part of it: it may have texts of its own. */
function holesOf(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (ts.isParenthesizedExpression(node)) return holesOf(node.expression);
  if (!isSum(node)) return [];
  return [node.left, node.right].flatMap((part) =>
    textOf(part) === undefined ? [part] : holesOf(part),
  );
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}
