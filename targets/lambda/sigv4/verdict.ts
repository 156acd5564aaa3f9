/** In AWS's words. */
type SignatureErrorKind =
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'InvalidSignatureException'
  | 'UnrecognizedClientException';

export interface InvalidSignature {
  readonly kind: SignatureErrorKind;
  readonly message: string;
}

export type Verdict = { readonly kind: 'valid' } | InvalidSignature;

export const isInvalid = (value: object): value is InvalidSignature => 'message' in value;

export const invalid = (message: string): InvalidSignature => ({ kind: 'InvalidSignatureException', message });

export const incomplete = (message: string): InvalidSignature => ({ kind: 'IncompleteSignatureException', message });

export const missing: InvalidSignature = {
  kind: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
};

/** Says neither which key is known nor which part of it was wrong. */
export const unrecognized: InvalidSignature = {
  kind: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};
