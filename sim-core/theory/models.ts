/** The models by name: what is computed, and where it is from. */

export interface TheoryModel {
  readonly formula: string;
  readonly source: string;
  /** `limit`: exact only for infinitely many instances. */
  readonly accuracy: 'exact' | 'limit';
}

export const THEORY_MODELS = {
  'M/M/1': model('T = 1 / (μ − λ)', 'Kleinrock, Queueing Systems I (1975), ch. 3'),
  'M/M/c': model('T = C(c, λ/μ) / (cμ − λ) + 1/μ', 'Harchol-Balter, Performance Modeling (2013), ch. 14'),
  'M/M/c/K': model('πₙ₊₁ = πₙ λ / (μ min(n + 1, c)), n < K', 'Gross et al., Fundamentals of Queueing Theory, ch. 2'),
  'M/G/1': model('W = ρ E[S] (1 + C²) / 2(1 − ρ)', 'Pollaczek and Khinchine; Kleinrock I, ch. 5'),
  'M/G/∞': model('L = λ E[S]', 'Harchol-Balter (2013), ch. 15'),
  'Erlang B': model('B(k) = a B(k−1) / (k + a B(k−1))', 'Erlang 1917; Kleinrock I, ch. 3'),
  'Erlang A': model('πₙ₊₁ = πₙ λ / (μ min(n + 1, c) + θ max(0, n + 1 − c))', 'Palm 1957; Mandelbaum and Zeltyn 2007'),
  'M/M/1 + D': model(
    'P = ρ (1 − ρ) e^−(μ−λ)τ / (1 − ρ² e^−(μ−λ)τ)',
    'Barrer, Queuing with Impatient Customers, Operations Research 5(5), 1957',
  ),
  'E_n/M/1': model('T = 1 / (μ (1 − σ)), σ = (nλ / (nλ + μ (1 − σ)))ⁿ', 'Kleinrock I, ch. 6'),
  'power of d choices': model('T = Σ ρ^((dⁱ − d) / (d − 1)) / μ', 'Mitzenmacher, IEEE TPDS 12(10), 2001', 'limit'),
  'join the shorter of two': model('R = A₀ + R A₁ + R² A₂', 'Neuts, Matrix-Geometric Solutions (1981)'),
  'Jackson network': model(
    'λⱼ = γⱼ + Σ λᵢ pᵢⱼ; each station is M/M/c',
    'Jackson 1957; Kelly, Reversibility (1979), ch. 3',
  ),
  'mean value analysis': model(
    'Rₖ(n) = Dₖ (1 + Qₖ(n − 1))',
    'Lazowska et al., Quantitative System Performance (1984), ch. 6',
  ),
  'M/M/c//N': model('πₙ₊₁ = πₙ (N − n) / (Z μ min(n + 1, c))', 'Gross et al., ch. 2 (machine repair)'),
  'means add up': model('T = Σ visits · mean', 'linearity of the mean; Little 1961'),
  'fork and join': model(
    'T = Σ 1 / (μ (n − i)), i < k',
    'order statistics of exponentials; Trivedi, Probability and Statistics (2002)',
  ),
  hedging: model(
    'T = (1 − e^−μd) / μ + e^−μd / 2μ, attempts = 1 + e^−μd',
    'min(X, d + X′) of exponentials; Dean and Barroso, CACM 56(2), 2013',
  ),
  'independent attempts': model(
    'attempts = (1 − pⁿ) / (1 − p), failure = pⁿ',
    'Trivedi, Probability and Statistics (2002)',
  ),
  'traffic equations': model('λⱼ = γⱼ + Σ λᵢ rᵢⱼ', 'Kleinrock I, ch. 4'),
  'alternating renewal': model('A = MTBF / (MTBF + MTTR); n of them: 1 − (1 − A)ⁿ', 'Trivedi (2002), ch. 6'),
  'messages on the way': model(
    'latency + 8 · size / bandwidth + rto · p / (1 − 2p)',
    'serialization delay; geometric number of losses with doubling timers',
  ),
} as const satisfies Record<string, TheoryModel>;

export type ModelName = keyof typeof THEORY_MODELS;

function model(formula: string, source: string, accuracy: TheoryModel['accuracy'] = 'exact'): TheoryModel {
  return { formula, source, accuracy };
}
