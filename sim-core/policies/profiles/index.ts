/** Named profiles, one file per system. A new one is a file and a line here. */
import { awsSdk } from './aws-sdk.ts';
import { envoy } from './envoy.ts';
import { finagle } from './finagle.ts';
import { grpc } from './grpc.ts';
import { hystrix } from './hystrix.ts';
import { istio } from './istio.ts';
import { polly } from './polly.ts';
import type { Profile } from './profile.ts';
import { resilience4j } from './resilience4j.ts';

export type { Profile, ProfileValue } from './profile.ts';

export const profiles: readonly Profile[] = [envoy, istio, grpc, finagle, resilience4j, polly, hystrix, awsSdk];
