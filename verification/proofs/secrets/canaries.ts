/** Secrets to search for. Only the caller who gets one may see it. Most contain characters that each encoding changes. */
export const CANARIES = {
  brokerSecretKey: 'cAnAry+BrOkEr/sEcReT"kEy=WKbuDE7mGZqDjP',
  functionSecretKey: 'cAnAry+FuNcTiOn/sEcReT"kEy=CFdcERFndD7p',
  issuedSecretKey: 'cAnAry+IsSuEd/sEcReT"kEy=HQttqDpqbDQCn9',
  sessionToken: 'cAnAry+SeSsIoN/tOkEn"=JUcKmHpVn7wMGqptNZ',
  signinToken: 'cAnAry+SiGnIn/tOkEn"=GnyEpDsPhwmd4WfqfZV',
  callerSessionToken: 'cAnAry+CaLlEr/tOkEn"=R5Mx4RFpVkhXzeUrEHj',
  /** A token in base64url, as in an Authorization header. */
  tokenSignature: 'cAnAry-tOkEnS_sIgNaTuRecL3XKhcCvE3np57WX',
  echoed: 'cAnAry+EcHoEd/bY"AwS=xYrhq6fE8FTgxvEDzxVu',
} as const;
