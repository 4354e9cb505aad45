#version 330
in vec3 position;
uniform mat4 to_light;
void main() { gl_Position = to_light * vec4(position, 1.0); }
