/*
 * Ed25519 and SHA-2 of libsodium, alone. The function below, which ends a program that misuses the
 * library, is in the same object as sodium_init, which needs every algorithm of the library and is
 * not called (Sodium.cs).
 */
#include <stdlib.h>

void sodium_misuse(void);
void sodium_misuse(void)
{
    abort();
}
