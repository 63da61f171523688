import ts from 'typescript';
import { lineOf, parseSource, type SourceText, visit } from './read-source.ts';

/** Clocks, timers, hosts, randomness and locales: what would make a run depend on where and when it runs. */
const FORBIDDEN_GLOBALS: ReadonlySet<string> = new Set([
  ...['Date', 'performance', 'Temporal', 'Intl', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback'],
  ...['console', 'process', 'Buffer', 'require', 'global', 'globalThis', 'eval', 'Function'],
  ...['window', 'document', 'self', 'navigator', 'location', 'localStorage', 'sessionStorage', 'indexedDB'],
  ...['fetch', 'crypto', 'XMLHttpRequest', 'WebSocket', 'Worker', 'postMessage', 'structuredClone'],
]);

/** Exact in every engine by the standard; the other functions of Math are approximations of the engine's choice. */
const EXACT_MATH: ReadonlySet<string> = new Set([
  ...['abs', 'sign', 'min', 'max', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'fround', 'imul', 'clz32'],
  ...['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'],
]);

const LOCALE_METHODS = /^(toLocale[A-Z]\w*|localeCompare)$/;

/** @returns one sentence per use of something that a deterministic, headless core must not use, `path:line` first */
export function purityViolations(source: SourceText): string[] {
  const file = parseSource(source);
  const own = declaredNames(file);
  const violations: string[] = [];
  visit(file, (node) => {
    const what = impurity(node, own);
    if (what !== undefined) violations.push(`${source.path}:${lineOf(file, node)} uses ${what}`);
  });
  return violations;
}

function impurity(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken) return 'the operator **';
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) return 'the operator **=';
  if (ts.isMetaProperty(node)) return node.getText();
  if (!ts.isIdentifier(node)) return undefined;
  if (isMemberName(node)) return LOCALE_METHODS.test(node.text) ? node.text : undefined;
  if (own.has(node.text)) return undefined;
  if (node.text === 'Math') return impureMath(node);
  return FORBIDDEN_GLOBALS.has(node.text) ? node.text : undefined;
}

/** `Math` may only stand before a dot and one of the exact names, so that nothing can be taken out of it unseen. */
function impureMath(node: ts.Identifier): string | undefined {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return 'Math as a value';
  return EXACT_MATH.has(parent.name.text) ? undefined : `Math.${parent.name.text}`;
}

/** True for the name after a dot, and for names of members in objects, classes and types. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node
  );
}

/** Names the file declares itself: a local called `window` is a window of metrics, not the browser's. */
function declaredNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  visit(file, (node) => {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node);
    if (isDeclaration && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}
