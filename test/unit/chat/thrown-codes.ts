import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Every code that `directory`'s files give to a ModelpinError, and the places where none could be read off. */
export function thrownCodes(directory: string): { readonly codes: ReadonlySet<string>; readonly unread: string[] } {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(directory, name))
    .map((path) => ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
  const codes = new Set<string>();
  const unread: string[] = [];

  function visit(node: ts.Node, see: (node: ts.Node) => void): void {
    see(node);
    ts.forEachChild(node, (child) => visit(child, see));
  }

  /** What a code can be: a literal, one of two, a variable's, or what the callers of the function hand in. */
  function read(code: ts.Expression | undefined): void {
    if (code && ts.isStringLiteral(code)) codes.add(code.text);
    else if (code && ts.isConditionalExpression(code)) for (const one of [code.whenTrue, code.whenFalse]) read(one);
    else if (code && ts.isBinaryExpression(code)) for (const one of [code.left, code.right]) read(one);
    else if (!code || !(ts.isIdentifier(code) && (readVariable(code) || readParameter(code)))) {
      unread.push(`${code?.getSourceFile().fileName}: ${code?.parent.getText()}`);
    }
  }

  function readVariable(name: ts.Identifier): boolean {
    let found = false;
    visit(functionAround(name) ?? name.getSourceFile(), (node) => {
      if (!ts.isVariableDeclaration(node) || node.name.getText() !== name.text || !node.initializer) return;
      found = true;
      read(node.initializer);
    });
    return found;
  }

  function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
    let around: ts.Node | undefined = node;
    while (around && !ts.isFunctionLike(around)) around = around.parent;
    return around;
  }

  function readParameter(name: ts.Identifier): boolean {
    const made = functionAround(name);
    if (!made) return false;
    const position = made.parameters.findIndex((parameter) => parameter.name.getText() === name.text);
    const maker = made.name?.getText() ?? (ts.isVariableDeclaration(made.parent) ? made.parent.name.getText() : "");
    if (position < 0 || maker === "") return false;
    const isExported = ts.isFunctionDeclaration(made) && made.modifiers?.[0]?.kind === ts.SyntaxKind.ExportKeyword;
    for (const file of isExported ? files : [made.getSourceFile()]) {
      visit(file, (node) => {
        if (ts.isCallExpression(node) && node.expression.getText() === maker) read(node.arguments[position]);
      });
    }
    return true;
  }

  for (const file of files) {
    visit(file, (node) => {
      const isError = ts.isNewExpression(node) && node.expression.getText() === "ModelpinError";
      if (isError) read(node.arguments?.[0]);
      const parent = ts.isClassDeclaration(node)
        ? node.heritageClauses?.[0]?.types[0]?.expression.getText()
        : undefined;
      if (parent !== "ModelpinError") return;
      visit(node, (inner) => {
        if (ts.isCallExpression(inner) && inner.expression.kind === ts.SyntaxKind.SuperKeyword)
          read(inner.arguments[0]);
      });
    });
  }
  return { codes, unread };
}
