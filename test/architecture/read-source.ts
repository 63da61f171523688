import ts from 'typescript';

/** One file's text with its path from the top of the repo, slashes forward. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface ImportArrow {
  readonly specifier: string;
  readonly line: number;
  /** Gone after compilation. */
  readonly isType: boolean;
  /** Loaded when asked for (`import()`, or the script of a worker): no part of a cycle at start. */
  readonly isLazy: boolean;
}

export function parseSource({ path, text }: SourceText): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, scriptKindOf(path));
}

export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Visits every node below `node`, parents first. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** Every import, re-export, `import()`, `import type('…')` and `new URL('…', import.meta.url)` of a file. */
export function importsOf(file: ts.SourceFile): ImportArrow[] {
  const arrows: ImportArrow[] = [];
  visit(file, (node) => {
    const found = arrowOf(node);
    if (found && ts.isStringLiteralLike(found.specifier)) {
      const { isType, isLazy } = found;
      arrows.push({ specifier: found.specifier.text, line: lineOf(file, node), isType, isLazy });
    }
  });
  return arrows;
}

function arrowOf(node: ts.Node): { specifier: ts.Node; isType: boolean; isLazy: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, isType: isTypeImport(node), isLazy: false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: node.moduleSpecifier, isType: isTypeExport(node), isLazy: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, isType: true, isLazy: false };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { specifier: node.arguments[0], isType: false, isLazy: true };
  }
  if (isWorkerUrl(node)) return { specifier: node.arguments[0], isType: false, isLazy: true };
  return undefined;
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named) || named.elements.length === 0) return false;
  return named.elements.every((element) => element.isTypeOnly);
}

function isTypeExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const clause = node.exportClause;
  if (!clause || !ts.isNamedExports(clause) || clause.elements.length === 0) return false;
  return clause.elements.every((element) => element.isTypeOnly);
}

function isWorkerUrl(node: ts.Node): node is ts.NewExpression & { arguments: ts.NodeArray<ts.Expression> } {
  if (!ts.isNewExpression(node) || node.arguments?.length !== 2) return false;
  const [specifier, base] = node.arguments;
  const isRelative = ts.isStringLiteralLike(specifier) && /^\.\.?\/.*\.tsx?$/.test(specifier.text);
  return isRelative && node.expression.getText() === 'URL' && base.getText() === 'import.meta.url';
}

function scriptKindOf(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  return path.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
}
