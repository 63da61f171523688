import { getValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import type { Document, Edit } from '../store/contract.ts';

/**
 * The edit that gives a value back as it was opened. A policy that exists only because of this value goes with it:
 * an empty `balancer` would not mean the same as none.
 */
export function resetEdit(path: string, document: Document, base: Document): Edit {
  let resetPath = path;
  while (getValue(base, resetPath) === undefined && resetPath.includes('.')) {
    const above = resetPath.slice(0, resetPath.lastIndexOf('.'));
    const siblings = getValue(document, above);
    const isAlone = isMap(siblings) && Object.keys(siblings).length === 1;
    if (!isAlone || getValue(base, above) !== undefined) break;
    resetPath = above;
  }
  return { path: resetPath, value: getValue(base, resetPath) };
}
