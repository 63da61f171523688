/** Detectors of failing instances, one file each. */
export {
  countAnswer,
  countEjected,
  ejectedSinceNs,
  forgetInstance,
  forgetInstances,
  GATEWAY_ERROR,
  isEjected,
  NO_5XX,
  OUTLIER_COLUMNS,
  type OutlierView,
  type ResolvedOutlierDetection,
  SERVER_ERROR,
  sweep,
} from './outlier-detection.ts';
export { isPanicking } from './panic.ts';
