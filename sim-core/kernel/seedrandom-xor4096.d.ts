/** The one generator of the seedrandom package that we import: @types/seedrandom declares only the package's root. */
declare module 'seedrandom/lib/xor4096.js' {
  interface Xor4096 {
    int32(): number;
  }
  export default function xor4096(seed: string): Xor4096;
}
