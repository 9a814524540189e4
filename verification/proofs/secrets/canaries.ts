/** Texts that nobody but a caller who is given them may see; most differ in every writing of it. */
export const CANARIES = {
  brokerSecretKey: 'cAnAry+BrOkEr/sEcReT"kEy=WKbuDE7mGZqDjP',
  functionSecretKey: 'cAnAry+FuNcTiOn/sEcReT"kEy=CFdcERFndD7p',
  issuedSecretKey: 'cAnAry+IsSuEd/sEcReT"kEy=HQttqDpqbDQCn9',
  sessionToken: 'cAnAry+SeSsIoN/tOkEn"=JUcKmHpVn7wMGqptNZ',
  signinToken: 'cAnAry+SiGnIn/tOkEn"=GnyEpDsPhwmd4WfqfZV',
  callerSessionToken: 'cAnAry+CaLlEr/tOkEn"=R5Mx4RFpVkhXzeUrEHj',
  /** Of a caller's token: base64url, as a header takes it. */
  tokenSignature: 'cAnAry-tOkEnS_sIgNaTuRecL3XKhcCvE3np57WX',
  echoed: 'cAnAry+EcHoEd/bY"AwS=xYrhq6fE8FTgxvEDzxVu',
} as const;
