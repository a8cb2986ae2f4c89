# Les pays dans une phrase : où l’on est, et d’où l’on vient. Le nom est celui de data/countries.csv ; ce
# qui n’est pas nommé ici est féminin et commence par une consonne.

country-in-text = { $name }
country-in = { $code ->
    [AE] aux { $name }
    [AG] à { $name }
    [AI] à { $name }
    [AS] aux { $name }
    [AW] à { $name }
    [AX] aux { $name }
    [BB] à la { $name }
    [BD] au { $name }
    [BF] au { $name }
    [BH] à { $name }
    [BI] au { $name }
    [BJ] au { $name }
    [BL] à { $name }
    [BM] aux { $name }
    [BN] au { $name }
    [BQ] aux { $name }
    [BR] au { $name }
    [BS] aux { $name }
    [BT] au { $name }
    [BV] sur l’{ $name }
    [BW] au { $name }
    [BZ] au { $name }
    [CA] au { $name }
    [CC] aux { $name }
    [CK] aux { $name }
    [CL] au { $name }
    [CM] au { $name }
    [CR] au { $name }
    [CU] à { $name }
    [CV] au { $name }
    [CW] à { $name }
    [CX] sur l’{ $name }
    [CY] à { $name }
    [DJ] à { $name }
    [DK] au { $name }
    [DM] à la { $name }
    [EH] au { $name }
    [FJ] aux { $name }
    [FK] aux { $name }
    [FO] aux { $name }
    [GA] au { $name }
    [GB] au { $name }
    [GD] à la { $name }
    [GG] à { $name }
    [GH] au { $name }
    [GI] à { $name }
    [GL] au { $name }
    [GT] au { $name }
    [GU] à { $name }
    [GY] au { $name }
    [HK] à { $name }
    [HM] aux { $name }
    [HN] au { $name }
    [IM] sur l’{ $name }
    [IO] dans le { $name }
    [JE] à { $name }
    [JP] au { $name }
    [KE] au { $name }
    [KG] au { $name }
    [KH] au { $name }
    [KI] à { $name }
    [KM] aux { $name }
    [KN] à { $name }
    [KW] au { $name }
    [KY] aux { $name }
    [KZ] au { $name }
    [LA] au { $name }
    [LB] au { $name }
    [LC] à { $name }
    [LI] au { $name }
    [LK] au { $name }
    [LR] au { $name }
    [LS] au { $name }
    [LU] au { $name }
    [MA] au { $name }
    [MC] à { $name }
    [ME] au { $name }
    [MF] à { $name }
    [MG] à { $name }
    [MH] aux { $name }
    [ML] au { $name }
    [MM] au { $name }
    [MO] à { $name }
    [MP] aux { $name }
    [MS] à { $name }
    [MT] à { $name }
    [MU] à { $name }
    [MV] aux { $name }
    [MW] au { $name }
    [MX] au { $name }
    [MZ] au { $name }
    [NE] au { $name }
    [NF] sur l’{ $name }
    [NG] au { $name }
    [NI] au { $name }
    [NL] aux { $name }
    [NP] au { $name }
    [NR] à { $name }
    [NU] à { $name }
    [OM] à { $name }
    [PA] au { $name }
    [PE] au { $name }
    [PH] aux { $name }
    [PK] au { $name }
    [PM] à { $name }
    [PN] aux { $name }
    [PR] à { $name }
    [PT] au { $name }
    [PW] aux { $name }
    [PY] au { $name }
    [QA] au { $name }
    [RE] à { $name }
    [RW] au { $name }
    [SB] aux { $name }
    [SC] aux { $name }
    [SD] au { $name }
    [SG] à { $name }
    [SH] à { $name }
    [SJ] au Svalbard et à Jan Mayen
    [SM] à { $name }
    [SN] au { $name }
    [SR] au { $name }
    [SS] au { $name }
    [ST] à { $name }
    [SV] au { $name }
    [SX] à { $name }
    [TC] aux { $name }
    [TD] au { $name }
    [TF] dans les { $name }
    [TG] au { $name }
    [TJ] au { $name }
    [TK] à { $name }
    [TL] au { $name }
    [TM] au { $name }
    [TO] aux { $name }
    [TT] à { $name }
    [TV] aux { $name }
    [TW] à { $name }
    [UM] aux { $name }
    [US] aux { $name }
    [VA] dans l’{ $name }
    [VC] à { $name }
    [VE] au { $name }
    [VG] aux { $name }
    [VI] aux { $name }
    [VN] au { $name }
    [VU] au { $name }
    [WF] à { $name }
    [WS] aux { $name }
    [YE] au { $name }
    [YT] à { $name }
    [ZW] au { $name }
   *[other] en { $name }
}
country-from = { $code ->
    [AD] d’{ $name }
    [AE] des { $name }
    [AF] d’{ $name }
    [AG] d’{ $name }
    [AI] d’{ $name }
    [AL] d’{ $name }
    [AM] d’{ $name }
    [AO] d’{ $name }
    [AQ] d’{ $name }
    [AR] d’{ $name }
    [AS] des { $name }
    [AT] d’{ $name }
    [AU] d’{ $name }
    [AW] d’{ $name }
    [AX] des { $name }
    [AZ] d’{ $name }
    [BB] de la { $name }
    [BD] du { $name }
    [BF] du { $name }
    [BI] du { $name }
    [BJ] du { $name }
    [BM] des { $name }
    [BN] du { $name }
    [BQ] des { $name }
    [BR] du { $name }
    [BS] des { $name }
    [BT] du { $name }
    [BV] de l’{ $name }
    [BW] du { $name }
    [BZ] du { $name }
    [CA] du { $name }
    [CC] des { $name }
    [CD] de la { $name }
    [CF] de la { $name }
    [CG] de la { $name }
    [CK] des { $name }
    [CL] du { $name }
    [CM] du { $name }
    [CR] du { $name }
    [CV] du { $name }
    [CX] de l’{ $name }
    [DE] d’{ $name }
    [DK] du { $name }
    [DM] de la { $name }
    [DO] de la { $name }
    [DZ] d’{ $name }
    [EC] d’{ $name }
    [EE] d’{ $name }
    [EG] d’{ $name }
    [EH] du { $name }
    [ER] d’{ $name }
    [ES] d’{ $name }
    [ET] d’{ $name }
    [FJ] des { $name }
    [FK] des { $name }
    [FO] des { $name }
    [GA] du { $name }
    [GB] du { $name }
    [GD] de la { $name }
    [GH] du { $name }
    [GL] du { $name }
    [GT] du { $name }
    [GY] du { $name }
    [HM] des { $name }
    [HN] du { $name }
    [HT] d’{ $name }
    [ID] d’{ $name }
    [IE] d’{ $name }
    [IL] d’{ $name }
    [IM] de l’{ $name }
    [IN] d’{ $name }
    [IO] du { $name }
    [IQ] d’{ $name }
    [IR] d’{ $name }
    [IS] d’{ $name }
    [IT] d’{ $name }
    [JP] du { $name }
    [KE] du { $name }
    [KG] du { $name }
    [KH] du { $name }
    [KM] des { $name }
    [KW] du { $name }
    [KY] des { $name }
    [KZ] du { $name }
    [LA] du { $name }
    [LB] du { $name }
    [LI] du { $name }
    [LK] du { $name }
    [LR] du { $name }
    [LS] du { $name }
    [LU] du { $name }
    [MA] du { $name }
    [ME] du { $name }
    [MH] des { $name }
    [ML] du { $name }
    [MM] du { $name }
    [MP] des { $name }
    [MV] des { $name }
    [MW] du { $name }
    [MX] du { $name }
    [MZ] du { $name }
    [NE] du { $name }
    [NF] de l’{ $name }
    [NG] du { $name }
    [NI] du { $name }
    [NL] des { $name }
    [NP] du { $name }
    [OM] d’{ $name }
    [PA] du { $name }
    [PE] du { $name }
    [PH] des { $name }
    [PK] du { $name }
    [PN] des { $name }
    [PT] du { $name }
    [PW] des { $name }
    [PY] du { $name }
    [QA] du { $name }
    [RW] du { $name }
    [SA] d’{ $name }
    [SB] des { $name }
    [SC] des { $name }
    [SD] du { $name }
    [SJ] du Svalbard et de Jan Mayen
    [SN] du { $name }
    [SR] du { $name }
    [SS] du { $name }
    [SV] du { $name }
    [SZ] d’{ $name }
    [TC] des { $name }
    [TD] du { $name }
    [TF] des { $name }
    [TG] du { $name }
    [TJ] du { $name }
    [TL] du { $name }
    [TM] du { $name }
    [TO] des { $name }
    [TV] des { $name }
    [UA] d’{ $name }
    [UG] d’{ $name }
    [UM] des { $name }
    [US] des { $name }
    [UY] d’{ $name }
    [UZ] d’{ $name }
    [VA] de l’{ $name }
    [VE] du { $name }
    [VG] des { $name }
    [VI] des { $name }
    [VN] du { $name }
    [VU] du { $name }
    [WS] des { $name }
    [YE] du { $name }
    [ZA] d’{ $name }
    [ZW] du { $name }
   *[other] de { $name }
}
country-in-filter = { country-in }
