// Lo que cada error significa para una persona, y lo que puede hacer, en español.
import type { Errors } from "./en.ts"

export const errors: Errors = {
  INVALID_CREDENTIALS: {
    title: "El acceso no fue aceptado",
    text: "La institución no aceptó lo que escribiste. Revísalo e inténtalo otra vez."
  },
  ACCOUNT_CREDENTIALS_RESET: {
    title: "Tienes que cambiar tu contraseña",
    text: "La institución pide una contraseña nueva. Créala allí, vuelve y escríbela aquí."
  },
  ACCOUNT_LOCKED: {
    title: "Tu acceso está bloqueado",
    text: "La institución bloqueó tu acceso, a menudo por contraseñas equivocadas. Desbloquéalo allí e inténtalo otra vez."
  },
  USER_AUTHORIZATION_NOT_GRANTED: {
    title: "El acceso no fue aprobado",
    text: "Tú, o la institución, no aprobaste el acceso. Puedes intentarlo otra vez."
  },
  USER_AUTHORIZATION_REVOKED: {
    title: "El acceso fue cancelado",
    text: "El permiso terminó en la institución. Conecta otra vez para renovarlo."
  },
  INVALID_CREDENTIALS_MFA: {
    title: "El código no fue aceptado",
    text: "El código estaba mal o era muy viejo. Inténtalo con uno nuevo."
  },
  USER_INPUT_TIMEOUT: {
    title: "La institución no recibió respuesta",
    text: "Se acabó el tiempo o se rechazó la solicitud. No se perdió nada: puedes intentarlo otra vez."
  },
  USER_AUTHORIZATION_PENDING: {
    title: "Tienes que autorizar tu dispositivo",
    text: "Autoriza este acceso en la aplicación de la institución. Puede tardar media hora en valer."
  },
  ACCOUNT_NEEDS_ACTION: {
    title: "La institución te pide algo",
    text: "Entra en su sitio o aplicación y haz lo que pide, como aceptar nuevas condiciones. Después inténtalo otra vez."
  },
  USER_NOT_SUPPORTED: {
    title: "Este tipo de cuenta aún no funciona",
    text: "No podemos leer este tipo de cuenta en esta institución."
  },
  ALREADY_LOGGED_IN: {
    title: "Tienes otra sesión abierta",
    text: "La institución permite una sesión a la vez. Cierra la otra e inténtalo otra vez."
  },
  SITE_NOT_AVAILABLE: {
    title: "La institución no responde",
    text: "Su sitio está caído o en mantenimiento. Inténtalo más tarde."
  },
  CONNECTION_ERROR: {
    title: "Se cortó la conexión",
    text: "No pudimos hablar con la institución hasta el final. Inténtalo otra vez."
  },
  MERGE_ERROR: {
    title: "No se pudieron guardar los datos",
    text: "Tus datos llegaron, pero no pudimos guardarlos. Inténtalo otra vez."
  },
  UNEXPECTED_ERROR: {
    title: "Algo salió mal",
    text: "No es culpa tuya. Inténtalo otra vez, o vuelve más tarde."
  },
  ITEM_USER_ALREADY_EXISTS: {
    title: "Ya tienes una conexión",
    text: "Ya hay una conexión con este acceso. No necesitas otra."
  },
  ITEM_IS_ALREADY_UPDATING: {
    title: "Este acceso está en uso ahora",
    text: "Hay una conexión en marcha con el mismo acceso. Espera a que termine e inténtalo otra vez."
  },
  ITEM_CREATION_LIMIT_EXCEEDED: {
    title: "No se puede conectar más",
    text: "La aplicación llegó a su límite. Avisa a quienes la llevan."
  },
  CONNECTOR_OFFLINE: {
    title: "Esta institución no funciona ahora",
    text: "Por el momento no podemos conectar con ella. Vuelve más tarde."
  },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: {
    title: "Demasiados intentos fallidos",
    text: "Esperamos un rato, para que la institución no bloquee tu acceso."
  },
  TOO_MANY_CONSECUTIVE_ERRORS: {
    title: "Esta conexión falló demasiadas veces",
    text: "Dejamos de intentarlo. Avisa a la aplicación que te trajo."
  },
  ITEM_IN_ERROR_COOLDOWN: {
    title: "Espera un poco",
    text: "El último intento falló hace un momento. Vuelve más tarde."
  },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: {
    title: "Tus datos están al día",
    text: "Se leyeron hace poco. Vuelve más tarde."
  },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: {
    title: "Este es otro acceso",
    text: "Esta conexión es de otro acceso. Usa el mismo de la primera vez."
  },
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    title: "Este código ya se usó",
    text: "Espera un código nuevo y escribe ese."
  }
}
