/*
 * Messages of the errors that a boot may meet, in the words of perror(3) on the machines that
 * administrators know, and of prepare-rootctl. musl has other words for these, or none.
 */
#include <errno.h>

char *__real_strerror(int error);
char *__wrap_strerror(int error);

char *__wrap_strerror(int error)
{
    switch (error) {
    case EIO: return "Input/output error";
    case ENOMEM: return "Cannot allocate memory";
    case EBUSY: return "Device or resource busy";
    case EXDEV: return "Invalid cross-device link";
    case EMFILE: return "Too many open files";
    case ENOTTY: return "Inappropriate ioctl for device";
    case ESPIPE: return "Illegal seek";
    case EDEADLK: return "Resource deadlock avoided";
    case ENAMETOOLONG: return "File name too long";
    case ELOOP: return "Too many levels of symbolic links";
    case EOVERFLOW: return "Value too large for defined data type";
    case ELIBBAD: return "Accessing a corrupted shared library";
    case EMSGSIZE: return "Message too long";
    case EOPNOTSUPP: return "Operation not supported";
    case ETIMEDOUT: return "Connection timed out";
    case EUCLEAN: return "Structure needs cleaning";
    case EDQUOT: return "Disk quota exceeded";
    case EHWPOISON: return "Memory page has hardware error";
    default: return __real_strerror(error);
    }
}
