using System.Reflection;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>What a function returns once its task, if it returns one, is awaited.</summary>
internal static class ReturnedValue
{
    /// <summary>Null where there is no value.</summary>
    public static Type? TypeOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(void) || type == typeof(Task))
        {
            return null;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? type.GetGenericArguments()[0]
            : type;
    }

    public static bool IsValueTask(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    /// <summary>Awaits on the caller's context: an orchestrator must not leave it.</summary>
    public static Func<object?, Task<object?>> AwaiterFor(MethodInfo method)
    {
        if (method.ReturnType == typeof(Task))
        {
            return AwaitNothing;
        }

        if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            return Task.FromResult;
        }

        return typeof(ReturnedValue)
            .GetMethod(nameof(AwaitValue), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(TypeOf(method)!)
            .CreateDelegate<Func<object?, Task<object?>>>();
    }

    private static async Task<object?> AwaitNothing(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    private static async Task<object?> AwaitValue<T>(object? returned) => await (Task<T>)returned!;
}
