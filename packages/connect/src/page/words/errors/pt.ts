// O que cada erro quer dizer para uma pessoa, e o que ela pode fazer, em português do Brasil.
import type { Errors } from "./en.ts"

export const errors: Errors = {
  INVALID_CREDENTIALS: {
    title: "O login não foi aceito",
    text: "A instituição não aceitou o que você digitou. Confira e tente de novo."
  },
  ACCOUNT_CREDENTIALS_RESET: {
    title: "Sua senha precisa ser trocada",
    text: "A instituição pede uma senha nova. Crie a senha lá, volte e digite aqui."
  },
  ACCOUNT_LOCKED: {
    title: "Seu acesso está bloqueado",
    text: "A instituição bloqueou seu acesso, em geral depois de senhas erradas. Desbloqueie lá e tente de novo."
  },
  USER_AUTHORIZATION_NOT_GRANTED: {
    title: "O acesso não foi aprovado",
    text: "Você, ou a instituição, não aprovou o acesso. Você pode tentar de novo."
  },
  USER_AUTHORIZATION_REVOKED: {
    title: "O acesso foi cancelado",
    text: "A permissão foi encerrada na instituição. Conecte de novo para renovar."
  },
  INVALID_CREDENTIALS_MFA: {
    title: "O código não foi aceito",
    text: "O código estava errado ou vencido. Tente de novo com um código novo."
  },
  USER_INPUT_TIMEOUT: {
    title: "A instituição ficou sem resposta",
    text: "O tempo acabou, ou o pedido foi recusado. Nada se perdeu: você pode tentar de novo."
  },
  USER_AUTHORIZATION_PENDING: {
    title: "Seu aparelho precisa ser autorizado",
    text: "Autorize este acesso no aplicativo da instituição. Pode levar meia hora para valer."
  },
  ACCOUNT_NEEDS_ACTION: {
    title: "A instituição pede algo a você",
    text: "Entre no site ou no aplicativo dela e faça o que pede, como aceitar novos termos. Depois tente de novo."
  },
  USER_NOT_SUPPORTED: {
    title: "Este tipo de conta ainda não funciona",
    text: "Não conseguimos ler este tipo de conta nesta instituição."
  },
  ALREADY_LOGGED_IN: {
    title: "Você está conectado em outro lugar",
    text: "A instituição permite um acesso por vez. Saia de lá e tente de novo."
  },
  SITE_NOT_AVAILABLE: {
    title: "A instituição não responde",
    text: "O site está fora do ar ou em manutenção. Tente mais tarde."
  },
  CONNECTION_ERROR: {
    title: "A conexão caiu",
    text: "Não conseguimos falar com a instituição até o fim. Tente de novo."
  },
  MERGE_ERROR: {
    title: "Os dados não puderam ser guardados",
    text: "Seus dados chegaram, mas não conseguimos guardar. Tente de novo."
  },
  UNEXPECTED_ERROR: {
    title: "Algo deu errado",
    text: "A culpa não é sua. Tente de novo, ou volte mais tarde."
  },
  ITEM_USER_ALREADY_EXISTS: {
    title: "Você já está conectado",
    text: "Já existe uma conexão com este login. Você não precisa de outra."
  },
  ITEM_IS_ALREADY_UPDATING: {
    title: "Este login está em uso agora",
    text: "Há uma conexão em andamento com o mesmo login. Espere terminar e tente de novo."
  },
  ITEM_CREATION_LIMIT_EXCEEDED: {
    title: "Não é possível conectar mais",
    text: "O aplicativo chegou ao limite. Avise as pessoas que cuidam dele."
  },
  CONNECTOR_OFFLINE: {
    title: "Esta instituição está fora do ar",
    text: "No momento não conseguimos conectar com ela. Volte mais tarde."
  },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: {
    title: "Muitas tentativas sem sucesso",
    text: "Vamos esperar um pouco, para a instituição não bloquear seu acesso."
  },
  TOO_MANY_CONSECUTIVE_ERRORS: {
    title: "Esta conexão falhou vezes demais",
    text: "Paramos de tentar. Avise o aplicativo que trouxe você."
  },
  ITEM_IN_ERROR_COOLDOWN: {
    title: "Espere um pouco",
    text: "A última tentativa falhou agora há pouco. Volte mais tarde."
  },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: {
    title: "Seus dados estão em dia",
    text: "Eles foram lidos há pouco tempo. Volte mais tarde."
  },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: {
    title: "Este é outro login",
    text: "Esta conexão é de outro login. Use o mesmo da primeira vez."
  },
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    title: "Este código já foi usado",
    text: "Espere um código novo e digite esse."
  }
}
